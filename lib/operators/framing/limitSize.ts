import type { MonoTypeOperatorFunction, Subscriber } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import type { SseFrame } from '../../protocol/SseFrame.js';
import { operate, type Handlers } from '../flow/operate.js';

/**
 * Limits the frames of an answer together. A compressed body of a few kilobytes may contain gigabytes of frames that
 * are each within their own limit.
 *
 * ```text
 * frames:  --a--b--c--          of two characters each
 *        limitSize(4)
 * output:  --a--b--#            stream error: the answer is longer than 4 characters (maxAnswerSize)
 * ```
 *
 * Comments do not count: a server may send them for as long as it works.
 *
 * Errors: a `stream` error with the reason `too_large`; errors of the source pass through. Teardown: unsubscribes from
 * the source.
 *
 * @param maxSize the maximum number of characters. `Infinity`: no limit.
 *
 * @example
 * head.bytes.pipe(sseFrames(), limitSize(1024 * 1024), parseJson());
 */
export const limitSize = (maxSize: number): MonoTypeOperatorFunction<SseFrame> =>
  operate((subscriber) => new Size(subscriber, maxSize));

class Size implements Handlers<SseFrame> {
  readonly #out: Subscriber<SseFrame>;
  readonly #maxSize: number;
  #size = 0;

  constructor(out: Subscriber<SseFrame>, maxSize: number) {
    this.#out = out;
    this.#maxSize = maxSize;
  }

  next(frame: SseFrame): void {
    if (frame.comment !== true) this.#size += frame.data.length;
    if (this.#size > this.#maxSize)
      throw apiError({
        type: 'stream',
        reason: 'too_large',
        detail: `the answer is longer than ${this.#maxSize} characters (maxAnswerSize)`,
      });
    this.#out.next(frame);
  }
}
