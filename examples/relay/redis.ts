// A ReplayStore over the streams of Redis: any process can replay an answer that another one receives, also after a restart.
// The frames of an answer are the entries of a stream, and their numbers are the ids. A message to a channel announces each
// frame. `XREAD BLOCK` would do without the channel, but it occupies a connection for each reader that waits.
import { apiError } from 'codex-rx';
import type { RelayFrame, ReplayStore } from 'codex-rx/relay';
import { createClient } from 'redis';
import { concatMap, defer, filter, finalize, merge, Observable, of, share, take, timer } from 'rxjs';

const createConnection = (url: string) => createClient({ url, RESP: 2 });
type Connection = ReturnType<typeof createConnection>;

/** A connection for commands, and one for messages: Redis allows no commands on a connection that receives messages. */
export interface RedisConnections {
  readonly commands: Connection;
  readonly messages: Connection;
}

/** Options for `redisReplayStore`. */
export interface RedisReplayStoreOptions extends RedisConnections {
  /** Begins the name of every key and channel. Default: `relay:`. */
  readonly prefix?: string | undefined;
  /** The time that an answer is kept after its last frame, in seconds. Default: 300. */
  readonly ttl?: number | undefined;
  /** The time that an answer without an end is kept, because its process was lost, in seconds. Default: 3600. */
  readonly maxAge?: number | undefined;
}

/** The maximum number of frames that a reader holds. */
const BATCH = 100;
/** The time that a channel stays open after its last reader, in milliseconds: a reader returns for each frame. */
const LINGER = 1_000;

const isEvent = (text: string | undefined): text is RelayFrame['event'] =>
  text === 'message' || text === 'done' || text === 'failed';

const frameOf = ({ id, message }: { readonly id: string; readonly message: Readonly<Record<string, string>> }) => {
  const { event, data = '' } = message;
  return { sequence: Number.parseInt(id, 10), event: isEvent(event) ? event : 'message', data } satisfies RelayFrame;
};

/** Opens both connections. They are opened again when they are lost, and report why: without a listener, the process ends. */
export const connectRedis = async (
  url: string,
  onError: (cause: unknown) => void = console.error,
): Promise<RedisConnections> => {
  const [commands, messages] = [createConnection(url).on('error', onError), createConnection(url).on('error', onError)];
  await Promise.all([commands.connect(), messages.connect()]);
  return { commands, messages };
};

/** Creates a store over connections that are open. The caller closes them. */
export const redisReplayStore = ({
  commands,
  messages,
  prefix = 'relay:',
  ttl = 300,
  maxAge = 3_600,
}: RedisReplayStoreOptions): ReplayStore => {
  const streamOf = (answer: string): string => `${prefix}${answer}:frames`;
  const markerOf = (answer: string): string => `${prefix}${answer}`;
  const leaseOf = (answer: string): string => `${prefix}${answer}:lease`;
  const channels = new Map<string, Observable<unknown>>();

  /** Emits whenever a frame is stored, and once it listens. All readers of an answer share one subscription. */
  const changesOf = (answer: string): Observable<unknown> => {
    const channel = markerOf(answer);
    const open =
      channels.get(channel) ??
      new Observable<unknown>((subscriber) => {
        const listener = () => subscriber.next(undefined);
        messages.subscribe(channel, listener).then(listener, (cause: unknown) => subscriber.error(cause));
        return () => {
          messages.unsubscribe(channel, listener).catch((cause: unknown) => messages.emit('error', cause));
        };
      }).pipe(
        finalize(() => channels.delete(channel)),
        share({ resetOnRefCountZero: () => timer(LINGER) }),
      );
    channels.set(channel, open);
    return open;
  };

  const read = async (answer: string, after: number): Promise<readonly RelayFrame[]> => {
    const entries = (await commands.xRange(streamOf(answer), `${after + 1}-0`, '+', { COUNT: BATCH })) ?? [];
    if (entries.length === 0 && (await commands.exists(markerOf(answer))) === 0)
      throw apiError({ type: 'not_found', detail: 'the relay does not know this answer, or no longer' });
    return entries.map(frameOf);
  };

  return {
    create: async (answer) => {
      const created = await commands.set(markerOf(answer), '1', {
        condition: 'NX', // two processes may receive the same POST: one of them starts the answer
        expiration: { type: 'EX', value: maxAge },
      });
      return created !== null;
    },
    append: async (answer, { sequence, event, data }) => {
      const lifetime = event === 'message' ? maxAge : ttl;
      await commands
        .multi()
        .xAdd(streamOf(answer), `${sequence}-0`, { event, data })
        .expire(streamOf(answer), lifetime)
        .expire(markerOf(answer), lifetime)
        .publish(markerOf(answer), String(sequence))
        .exec();
    },
    find: async (answer) => {
      if ((await commands.exists(markerOf(answer))) === 0) return undefined;
      const isRunning = (await commands.exists(leaseOf(answer))) === 1;
      const [entry] = (await commands.xRevRange(streamOf(answer), '+', '-', { COUNT: 1 })) ?? [];
      if (entry === undefined) return { last: 0, isOver: false, isRunning };
      const { sequence, event } = frameOf(entry);
      return { last: sequence, isOver: event !== 'message', isRunning };
    },
    // A key that expires by itself: the process that receives the answer was lost, and another one ends it.
    keepAlive: async (answer, ms) => {
      await commands.set(leaseOf(answer), '1', { expiration: { type: 'PX', value: Math.ceil(ms) } });
    },
    next: (answer, after) =>
      defer(() => merge(of(undefined), changesOf(answer))).pipe(
        concatMap(() => read(answer, after)),
        filter((frames) => frames.length > 0),
        take(1),
      ),
  };
};
