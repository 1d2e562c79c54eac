import { firstValueFrom, merge, timer } from 'rxjs';
import type { ApiError } from '../../protocol/errors/ApiError.js';
import { notify } from '../../telemetry/Telemetry.js';
import { AnswerRuns } from './AnswerRuns.js';
import type { RelayHooks } from './hooks.js';
import { limitedStore } from '../store/limitedStore.js';
import { memoryReplayStore } from '../store/memoryReplayStore.js';
import { publicError } from '../../protocol/errors/publicError.js';
import { readableBytes } from '../frames/readableBytes.js';
import { readJsonBody } from './readJsonBody.js';
import { hookFailed, refusal } from './refusal.js';
import { RELAY_TIMES } from './relayTimes.js';
import { EVENT_STREAM_HEADERS } from '../frames/RelayFrame.js';
import type { RelayOptions } from './RelayOptions.js';
import type { HookLimits } from '../store/settledWithin.js';
import { describeSafely } from '../frames/relayFrames.js';
import { createRelayId } from '../frames/createRelayId.js';
import type { Target } from './target.js';
import { eventStreamText } from '../frames/toEventStream.js';
import { untilAborted } from '../frames/toResponse.js';

/** The status that web servers log for a request whose client has left. */
const CLIENT_CLOSED_REQUEST = 499;

type Route = (request: Request, target: Target) => Promise<Response>;

/** The methods of a relay. Requests have been authorized. */
export interface RelayRoutes {
  readonly GET: Route;
  readonly POST: Route;
  readonly DELETE: Route;
  /** Ends all answers. */
  readonly close: () => void;
  /** Waits for the answers that run, at most for some milliseconds, and then ends all of them. */
  readonly drain: (limit: number) => Promise<void>;
}

/** Reports the errors of providers, but not that readers have left. */
const reporting = ({ onError, describeError = publicError }: RelayOptions) => ({
  onError: (error: ApiError) => notify(() => onError?.(error)),
  describeError: (error: ApiError) => {
    if (error.type !== 'stream' || error.reason !== 'cancelled') notify(() => onError?.(error));
    return describeSafely(error, describeError, (cause) => notify(() => onError?.(hookFailed(cause))));
  },
});

/** Creates the methods of a relay, with the answers that they share. */
export const relayRoutes = (options: RelayOptions, hooks: RelayHooks, limits: HookLimits): RelayRoutes => {
  const { heartbeat, highWaterMark, keepRunning = false, lease = RELAY_TIMES.lease } = options;
  const { grace = RELAY_TIMES.grace, bodyTimeout = RELAY_TIMES.bodyTimeout } = options;
  const { maxReaders = 10_000, maxBodySize = 1024 * 1024 } = options;
  const { scheduler } = limits;
  const store = limitedStore(options.store ?? memoryReplayStore({ scheduler }), limits);
  const runs = new AnswerRuns({
    ...{ store, lease, scheduler },
    grace: keepRunning ? Infinity : grace,
    ...reporting(options),
  });
  let isOpen = true;
  const isClosing = (): boolean => !isOpen;

  const isFull = (): boolean => runs.readers >= maxReaders;
  // A page that leaves at once makes room for a reader, but its answer goes on for `grace`.
  const isLoaded = (): boolean => runs.load >= maxReaders;
  const busy = (message?: string): Response => refusal(503, { delay: 1000, message });
  const closing = (): Response => busy('the relay is shutting down; try again');
  const close = (): void => {
    isOpen = false;
    runs.close();
  };
  const stream = ({ signal }: Request, { key, reader = createRelayId(), after }: Target): Response => {
    if (isFull()) return busy();
    const body = readableBytes(
      (demand) =>
        untilAborted(runs.read(key, reader, after, demand), signal).pipe(
          eventStreamText({ heartbeat, scheduler, demand }),
        ),
      { highWaterMark },
    );
    return new Response(body, { headers: EVENT_STREAM_HEADERS });
  };

  return {
    GET: async (request, target) => {
      const found = await store.find(target.key);
      if (found === undefined) return refusal(404);
      // After the end of an answer, an EventSource connects again until it receives this status.
      if (found.isOver && target.after >= found.last) return new Response(null, { status: 204 });
      // A number that no frame has yet is forged: its reader would wait for it beyond the end of the answer.
      return stream(request, { ...target, after: Math.min(target.after, found.last) });
    },
    POST: async (request, target) => {
      const { answer, user, key } = target;
      // Before anything is started, which nobody could read.
      if (isFull()) return busy();
      if ((await store.find(key)) !== undefined) return stream(request, target);
      if (isClosing()) return closing();
      const context = { request, user, answer };
      const delay = await hooks.limit(context);
      if (delay !== undefined) return refusal(429, { delay });
      const read = await firstValueFrom(readJsonBody(request, { maxBodySize, bodyTimeout, scheduler }), {
        defaultValue: { refused: refusal(400) },
      });
      if ('refused' in read) return read.refused;
      // The page has left meanwhile. One that comes back repeats its request.
      if (request.signal.aborted) return new Response(null, { status: CLIENT_CLOSED_REQUEST });
      if (isClosing()) return closing();
      if (isLoaded()) return busy('the relay has too many answers; try again later');
      await store.keepAlive?.(key, lease); // before it exists, or another process could call it lost
      if (await store.create(key)) runs.start(key, hooks.ask(read.json, context));
      return stream(request, target);
    },
    DELETE: (_request, { key, reader }) => {
      if (reader === undefined) runs.stop(key);
      else runs.leave(key, reader);
      return Promise.resolve(new Response(null, { status: 204 }));
    },
    close,
    drain: async (limit) => {
      isOpen = false;
      await firstValueFrom(merge(runs.idle(), timer(limit, scheduler)), { defaultValue: undefined });
      close();
    },
  };
};
