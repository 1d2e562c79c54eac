import { asyncScheduler, defer, map, type Observable, type SchedulerLike } from 'rxjs';
import { definedMembers } from '../protocol/codec/definedMembers.js';
import { alwaysOpen } from '../backpressure/Demand.js';
import { holdWhileClosed } from '../backpressure/holdWhileClosed.js';
import { buildError } from '../protocol/errors/ApiError.js';
import { expectParsed } from '../protocol/recording/expectParsed.js';
import { isHandshake, type MarbleExchange, type MarbleFile } from '../protocol/recording/marbleFile/MarbleFile.js';
import type { Recording } from '../protocol/recording/Recording.js';
import type { HttpTransport } from './HttpTransport.js';
import { playExchange } from './playExchange.js';
import { readOnce } from './readOnce.js';
import { heldSocket } from './websocket/heldSocket.js';
import type { UpgradeResponse, WebSocketTransport } from './WebSocketTransport.js';

/** Options for `replayTransport`. */
export interface ReplayOptions {
  /**
   * The speed relative to the recording; 2 is twice as fast, and `Infinity` emits all chunks immediately. Default: 1.
   */
  readonly speed?: number | undefined;
  /** The scheduler for the delays. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** A transport that replays a recording, for requests over HTTP and for WebSockets. */
export interface ReplayTransport extends HttpTransport, WebSocketTransport {}

/**
 * Creates a transport that answers every request with a recording, or the nth request with the nth of a `.marble` file.
 * The head (status and headers) is emitted immediately, in a `.marble` file at its recorded time after the request, the chunks at their recorded times, then the recorded end or failure. If the recording ends with
 * `cancelled`, the body stays open. With a `TestScheduler` the replay takes no real time, so a recorded failure can be
 * replayed in a marble test.
 *
 * ```text
 *        replayTransport(recording).stream(request), mergeMap((head) => head.bytes)
 * bytes:  ---a-----b--#          stream error: read ECONNRESET
 *
 *        replayTransport(recording, { speed: 3 }).stream(request), mergeMap((head) => head.bytes)
 * bytes:  -a-b#                  stream error: read ECONNRESET
 *
 *        replayTransport(recording, { speed: Infinity }).stream(request), mergeMap((head) => head.bytes)
 * bytes:  (ab#)                  stream error: read ECONNRESET
 * ```
 *
 * It replays WebSockets, too: the nth handshake gets the nth one of the file. The frames that follow a message of the client
 * are played at their times after that message. Pass the transport to a client as `transport` and as `websocket`.
 *
 * While the consumer applies backpressure (`demand` is closed), due chunks are buffered and the replay time goes on.
 *
 * Errors: for a recorded failure, an `ApiError` of type `stream` (`connection_lost`) or `transport` (`timeout`, or
 * `network` before the head); of type `transport` (`build`) if `speed` is not greater than 0, or if there are more
 * requests, handshakes or messages than the `.marble` file has. Throws a `build` error for a value that is no recording,
 * such as the result of a parser that was not unwrapped. Teardown: unsubscribing stops the timer.
 *
 * @example
 * const client = new ResponsesClient({ provider, transport: replayTransport(recording) });
 * const text$ = client.streamPrompt('gpt-5.1', 'Hi').pipe(ofType('output_text_delta'), map(({ delta }) => delta));
 * const stalled = errorLike({ detail: 'idle timeout waiting for SSE' });
 * expectObservable(text$).toBe('--a 1247ms b 299999ms #', { a: 'Hello', b: '!' }, stalled);
 */
export const replayTransport = (
  recording: Recording | MarbleFile,
  { speed = 1, scheduler = asyncScheduler }: ReplayOptions = {},
): ReplayTransport => {
  expectParsed(recording, 'chunks', 'exchanges');
  const exchanges = 'exchanges' in recording ? recording.exchanges : [];
  const recorded = {
    request: exchanges.filter((exchange) => !isHandshake(exchange)),
    handshake: exchanges.filter(isHandshake),
  };
  const seen = { request: 0, handshake: 0 };
  const exchangeFor = (kind: keyof typeof seen): Pick<MarbleExchange, 'reply'> => {
    if ('chunks' in recording && kind === 'request') return { reply: { type: 'reply', after: 0, ...recording } };
    const exchange = recorded[kind][seen[kind]++];
    if (exchange === undefined)
      throw buildError(`unexpected ${kind} ${seen[kind]}: the .marble file has ${recorded[kind].length} ${kind}(s)`);
    return exchange;
  };
  const play = (kind: keyof typeof seen): Observable<UpgradeResponse> =>
    defer(() => {
      if (!(speed > 0)) throw buildError(`the replay option speed must be a number above 0, got ${speed}`);
      return playExchange(exchangeFor(kind), speed, scheduler);
    });
  return {
    stream: (_request, demand = alwaysOpen) =>
      play('request').pipe(map((head) => ({ ...head, bytes: head.bytes.pipe(readOnce(), holdWhileClosed(demand)) }))),
    connect: (_request, demand = alwaysOpen) =>
      play('handshake').pipe(
        map(({ socket, ...head }) => ({
          ...head,
          bytes: head.bytes.pipe(readOnce(), holdWhileClosed(demand)),
          ...definedMembers({ socket: socket && heldSocket(socket, demand) }),
        })),
      ),
  };
};
