import { asyncScheduler, defer, map, type SchedulerLike } from 'rxjs';
import { alwaysOpen } from '../backpressure/Demand.js';
import { holdWhileClosed } from '../backpressure/holdWhileClosed.js';
import { buildError } from '../protocol/errors/ApiError.js';
import { expectParsed } from '../protocol/recording/expectParsed.js';
import type { MarbleExchange, MarbleFile } from '../protocol/recording/marbleFile/MarbleFile.js';
import type { Recording } from '../protocol/recording/Recording.js';
import type { HttpTransport } from './HttpTransport.js';
import { playExchange } from './playExchange.js';
import { readOnce } from './readOnce.js';

/** Options for `replayTransport`. */
export interface ReplayOptions {
  /**
   * The speed relative to the recording; 2 is twice as fast, and `Infinity` emits all chunks immediately. Default: 1.
   */
  readonly speed?: number | undefined;
  /** The scheduler for the delays. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

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
 * While the consumer applies backpressure (`demand` is closed), due chunks are buffered and the replay time goes on.
 *
 * Errors: for a recorded failure, an `ApiError` of type `stream` (`connection_lost`) or `transport` (`timeout`, or
 * `network` before the head); of type `transport` (`build`) if `speed` is not greater than 0, or if there are more
 * requests than the `.marble` file has. Throws a `build` error for a value that is no recording, such as the result of a
 * parser that was not unwrapped. Teardown: unsubscribing stops the timer.
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
): HttpTransport => {
  expectParsed(recording, 'chunks', 'exchanges');
  let requests = 0;
  const exchangeFor = (): Pick<MarbleExchange, 'reply'> => {
    if ('chunks' in recording) return { reply: { type: 'reply', after: 0, ...recording } };
    const exchange = recording.exchanges[requests++];
    if (exchange === undefined)
      throw buildError(`unexpected request ${requests}: the .marble file has ${recording.exchanges.length} request(s)`);
    return exchange;
  };
  return {
    stream: (_request, demand = alwaysOpen) =>
      defer(() => {
        if (!(speed > 0)) throw buildError(`the replay option speed must be a number above 0, got ${speed}`);
        return playExchange(exchangeFor(), speed, scheduler).pipe(
          map((head) => ({ ...head, bytes: head.bytes.pipe(readOnce(), holdWhileClosed(demand)) })),
        );
      }),
  };
};
