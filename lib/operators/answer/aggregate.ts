import type { MonoTypeOperatorFunction } from 'rxjs';
import { aggregation } from '../../answer/aggregation.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { operate } from '../flow/operate.js';

// docs/wire.md, section 8
/**
 * Replaces deltas with finished items, for the Responses API and the Chat API. Use it to store or forward an answer
 * without showing it while it arrives.
 *
 * ```text
 * events:  --created--text--text--(DC|)      D: the finished message, C: completed
 *       aggregate()
 * output:  -----------------------(DC|)
 *
 * events:  --text--text--(C|)                a server that finishes no item
 *       aggregate()
 * output:  --------------(DC|)
 * ```
 *
 * Each item is emitted once, with its text in one part. It does not matter whether the server sent deltas, a finished
 * item, or both. Metadata events, e.g. rate limits and the model, pass immediately.
 *
 * Errors of the source pass through, after the text and the reasoning received so far are emitted as items. Teardown:
 * unsubscribes from the source.
 *
 * @example
 * client.streamPrompt('qwen3', 'Say hi').pipe(aggregate(), ofType('output_item_done')).subscribe(({ item }) => save(item));
 */
export const aggregate = (): MonoTypeOperatorFunction<ResponseEvent> =>
  operate((subscriber) => {
    const items = aggregation();
    const emit = (events: readonly ResponseEvent[]) => {
      for (const event of events) subscriber.next(event);
    };
    return {
      next: (event) => emit(items.onEvent(event)),
      error: (cause) => {
        emit(items.rest());
        subscriber.error(cause);
      },
      complete: () => {
        emit(items.rest());
        subscriber.complete();
      },
    };
  });
