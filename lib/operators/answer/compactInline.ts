import { concatMap, defer, from, of, reduce, throwError, type Observable, type ObservableInput } from 'rxjs';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import { isJsonObject } from '../../protocol/codec/json.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import { failWithApiError } from '../flow/failWithApiError.js';

/** The item that makes the server compact the items before it. */
const TRIGGER: ResponseItem = { type: 'other', raw: { type: 'compaction_trigger' } };

const isCompaction = (item: ResponseItem): boolean =>
  item.type === 'compaction' ||
  (item.type === 'other' && isJsonObject(item.raw) && item.raw['type'] === 'context_compaction');

const isInstruction = (item: ResponseItem): boolean =>
  item.type === 'message' && (item.role === 'system' || item.role === 'developer');

const leadingInstructions = (history: readonly ResponseItem[]): readonly ResponseItem[] => {
  const end = history.findIndex((item) => !isInstruction(item));
  return end === -1 ? history : history.slice(0, end);
};

/**
 * Creates a function for `compactHistory` that compacts a history with an ordinary request: it sends the items and a
 * `compaction_trigger`. The new history is the compaction of the answer, after the system messages at the beginning.
 *
 * ```text
 * answer:   --text--compaction--(completed|)
 *         compactInline(() => answer)(history)
 * history:  --------------------(h|)             h: the compaction
 * ```
 *
 * Errors, as `ApiError`s: those of `ask`; a `stream` error with the reason `no_value` if the answer has no compaction,
 * because the server does not know the trigger. Teardown: unsubscribes from `ask`.
 *
 * @param ask sends a request of the Responses API, e.g. with `client.streamPrompt`.
 *
 * @example
 * const compact = compactInline((input) => client.streamPrompt('gpt-5.1', { input }));
 * compact(history).subscribe({ next: (items) => console.log(items.length), error: console.error });
 */
export const compactInline =
  (ask: (input: readonly ResponseItem[]) => ObservableInput<AnswerEvent>) =>
  (history: readonly ResponseItem[]): Observable<readonly ResponseItem[]> =>
    defer(() => from(ask([...history, TRIGGER]))).pipe(
      reduce<AnswerEvent, readonly ResponseItem[]>((items, event) => {
        if (event.type === 'reset') return [];
        return event.type === 'output_item_done' && isCompaction(event.item) ? [...items, event.item] : items;
      }, []),
      concatMap((items) =>
        items.length > 0
          ? of([...leadingInstructions(history), ...items])
          : throwError(() =>
              apiError({
                type: 'stream',
                reason: 'no_value',
                detail: 'the answer has no compaction: the server does not know the item compaction_trigger',
              }),
            ),
      ),
      failWithApiError(),
    );
