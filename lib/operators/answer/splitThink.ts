import type { OperatorFunction } from 'rxjs';
import { thinkTags } from '../../answer/thinkTags.js';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { operate } from '../flow/operate.js';

/** Options for `splitThink`. */
export interface SplitThinkOptions {
  /** The name of the tags, without brackets. Default: `think`. */
  readonly tag?: string;
  /**
   * `start`: only a block at the start of a message, after blanks, is reasoning; later tags are text. `anywhere`: every
   * block is. Default: `start`, because a model may write about the tags.
   */
  readonly where?: 'start' | 'anywhere';
}

// docs/decisions.md: reasoning in the text
/**
 * Converts `<think>…</think>` in the text of an answer to reasoning, for servers that send the reasoning of a model as
 * text. A tag may be divided between deltas at any place. Text that may be the beginning of a tag is held back until it
 * is decided.
 *
 * ```text
 * events:  --a---b------(mc|)
 *       splitThink()
 * events:  --r---(st)---(nMc|)
 * ```
 *
 * The deltas `a` and `b` are `<think>Hm` and `m</think>Hi`; `r` and `s` are reasoning, `Hm` and `m`; `t` is the text
 * `Hi`. The message `m` holds all of it; it becomes the reasoning item `n` and the message `M`.
 *
 * A finished message is split as well: a finished reasoning item precedes it. The blank lines after the closing tag are
 * dropped. A block that is never closed is reasoning.
 *
 * Errors of the source pass through, after the text that is held back. Teardown: unsubscribes from the source.
 *
 * @example
 * client.streamPrompt('deepseek-r1', 'Say hi').pipe(splitThink(), accumulate());
 */
export const splitThink = <E extends AnswerEvent = ResponseEvent>({
  tag = 'think',
  where = 'start',
}: SplitThinkOptions = {}): OperatorFunction<E, E | ResponseEvent> =>
  operate((subscriber) => {
    const tags = thinkTags({ tag, where });
    const emit = (events: readonly (E | ResponseEvent)[]) => {
      for (const event of events) subscriber.next(event);
    };
    return {
      next: (event) => emit(tags.onEvent(event)),
      error: (cause) => {
        emit(tags.flush());
        subscriber.error(cause);
      },
      complete: () => {
        emit(tags.flush());
        subscriber.complete();
      },
    };
  });
