import type { MonoTypeOperatorFunction } from 'rxjs';
import { aggregation } from '../../answer/aggregation.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { operate } from '../flow/operate.js';

/**
 * Gives whole items in place of deltas, on either wire: for consumers that store or forward an answer and do not show it
 * while it comes.
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
 * Every item comes once, with its text in one part, whether the server sent it as deltas, as an item or as both. Rate
 * limits, the model and other asides pass at once.
 *
 * Errors: the source's, after the text and the reasoning that had been said until then, as items. Teardown: the source's. Source: wire.md 8.
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
