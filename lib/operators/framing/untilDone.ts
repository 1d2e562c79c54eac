import type { MonoTypeOperatorFunction, Subscriber } from 'rxjs';
import { isDone, type SseFrame } from '../../protocol/SseFrame.js';
import { operate, type Handlers } from '../flow/operate.js';

/** Options for `untilDone`. */
export interface UntilDoneOptions {
  /** Emits the sentinel as the last frame. Default: false. */
  readonly inclusive?: boolean;
}

// docs/wire.md, section 5
/**
 * Completes at the sentinel `[DONE]`, without waiting for the connection to end: some servers keep it open.
 *
 * ```text
 * frames:  --a--b--DONE----
 *          untilDone()
 * frames:  --a--b--|
 *
 * frames:  --a--b--DONE----
 *          untilDone({ inclusive: true })
 * frames:  --a--b--(DONE|)
 * ```
 *
 * Errors of the source pass through. Teardown: unsubscribes from the source; the sentinel unsubscribes from it.
 *
 * @example
 * frames$.pipe(untilDone(), parseJson());
 */
export const untilDone = ({ inclusive = false }: UntilDoneOptions = {}): MonoTypeOperatorFunction<SseFrame> =>
  operate((subscriber) => new UntilDone(subscriber, inclusive));

class UntilDone implements Handlers<SseFrame> {
  readonly #out: Subscriber<SseFrame>;
  readonly #inclusive: boolean;

  constructor(out: Subscriber<SseFrame>, inclusive: boolean) {
    this.#out = out;
    this.#inclusive = inclusive;
  }

  next(frame: SseFrame): void {
    const isEnd = frame.comment !== true && isDone(frame.data);
    if (!isEnd || this.#inclusive) this.#out.next(frame);
    if (isEnd) this.#out.complete();
  }
}
