import { asyncScheduler, defer, Observable, of, type SchedulerLike, type Subscriber, type Subscription } from 'rxjs';
import { definedMembers } from '../protocol/codec/definedMembers.js';
import { alwaysOpen } from '../backpressure/Demand.js';
import { holdWhileClosed } from '../backpressure/holdWhileClosed.js';
import { apiError, buildError, timeoutError } from '../protocol/errors/ApiError.js';
import { MAX_TIMER_DELAY } from '../protocol/limits.js';
import type { RecordedEnding, Recording } from '../protocol/recording/Recording.js';
import type { HttpTransport } from './HttpTransport.js';
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

const finish = (subscriber: Subscriber<Uint8Array>, ending: RecordedEnding): void => {
  if (ending.type === 'end') subscriber.complete();
  if (ending.type !== 'lost') return;
  const { detail, code } = ending;
  subscriber.error(
    code === 'ETIMEDOUT'
      ? timeoutError(detail)
      : apiError({
          type: 'stream',
          reason: 'connection_lost',
          detail,
          ...definedMembers({ code }),
        }),
  );
};

/**
 * Replays a response body. `started` is the time at which the head (status and headers) was emitted. There is only one
 * timer, for the next chunk or the end.
 */
const playBody = (
  { chunks, ending }: Recording,
  started: number,
  speed: number,
  scheduler: SchedulerLike,
): Observable<Uint8Array> =>
  new Observable((subscriber) => {
    let played = 0;
    let timer: Subscription | undefined;

    const play = (): void => {
      while (!subscriber.closed) {
        const chunk = chunks[played];
        const { at } = chunk ?? ending;
        if (chunk === undefined && ending.type === 'cancelled') return;
        const wait = started + Math.round(at / speed) - scheduler.now();
        if (wait > 0) {
          timer = scheduler.schedule(play, Math.min(wait, MAX_TIMER_DELAY));
          return;
        }
        if (chunk === undefined) return finish(subscriber, ending);
        played += 1;
        subscriber.next(chunk.bytes);
      }
    };
    play();
    return () => timer?.unsubscribe();
  });

/**
 * Creates a transport that answers every request with a recording. The head (status and headers) is emitted
 * immediately, the chunks at their recorded times, then the recorded end or failure. If the recording ends with
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
 * Errors: for a recorded failure, an `ApiError` of type `stream` (`connection_lost`) or `transport` (`timeout`); of
 * type `transport` (`build`) if `speed` is not greater than 0. Teardown: unsubscribing stops the timer.
 *
 * @example
 * const client = new ResponsesClient({ provider, transport: replayTransport(recording) });
 * const text$ = client.streamPrompt('gpt-5.1', 'Hi').pipe(ofType('output_text_delta'), map(({ delta }) => delta));
 * const stalled = errorLike({ detail: 'idle timeout waiting for SSE' });
 * expectObservable(text$).toBe('--a 1247ms b 299999ms #', { a: 'Hello', b: '!' }, stalled);
 */
export const replayTransport = (
  recording: Recording,
  { speed = 1, scheduler = asyncScheduler }: ReplayOptions = {},
): HttpTransport => ({
  stream: (_request, demand = alwaysOpen) =>
    defer(() => {
      if (!(speed > 0)) throw buildError(`the replay option speed must be a number above 0, got ${speed}`);
      return of({
        status: recording.status,
        headers: new Headers(recording.headers),
        bytes: playBody(recording, scheduler.now(), speed, scheduler).pipe(readOnce(), holdWhileClosed(demand)),
      });
    }),
});
