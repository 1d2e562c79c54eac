import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { isJsonObject, isPresent, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { isBlank, jsonExcerpt } from '../../protocol/errors/errorBody.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import { responseFailure } from '../failures/responseFailure.js';
import { tokenUsageOf } from '../tokenUsageOf.js';
import { readItem } from './readItem.js';
import type { Stream } from './Stream.js';
import { emitItem } from './itemHandlers.js';

type Handle = (frame: { readonly response?: unknown; readonly error?: unknown }, stream: Stream) => void;
type Status = 'completed' | 'incomplete' | 'cancelled' | 'failed';

const WORST_FIRST: readonly Status[] = ['failed', 'cancelled', 'incomplete', 'completed'];

/** Other spellings of a status. */
const SPELLINGS: ReadonlyMap<unknown, Status> = new Map([
  ['canceled', 'cancelled'],
  ['error', 'failed'],
]);

/** The worst of what the name of the frame and the members of its response report. */
const statusOf = (named: Status, { status, error, incomplete_details }: JsonObject): Status => {
  const given = typeof status === 'string' ? status.trim().toLowerCase() : undefined;
  const reported: readonly unknown[] = [
    named,
    SPELLINGS.get(given) ?? given,
    isBlank(error) ? undefined : 'failed',
    isJsonObject(incomplete_details) && isPresent(incomplete_details['reason']) ? 'incomplete' : undefined,
  ];
  return WORST_FIRST.find((each) => reported.includes(each)) ?? named;
};

/** A response that someone has cancelled. */
const cancelled = (): ApiError =>
  apiError({ type: 'stream', reason: 'cancelled', detail: 'the response was cancelled before it was complete' });

/** The items that a response holds. Some servers send only `output_text`, which SDKs add to a response. */
const itemsIn = ({ output, output_text }: JsonObject): readonly ResponseItem[] => {
  const items = Array.isArray(output) ? output.filter(isPresent).map(readItem) : [];
  const text = nonEmptyText(output_text);
  if (items.length > 0 || text === undefined) return items;
  return [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }];
};

/** Emits the items of a response that were not received before, and the calls that the server has not finished. */
const emitMissingItems = (response: JsonObject, stream: Stream, isCompleted: boolean): void => {
  const items = stream.finished.repeatedIn(response['output']) ? [] : itemsIn(response);
  // Azure leaves it out of the finished item. The folds put the second one in the place of the first.
  for (const item of stream.finished.sealedIn(items)) stream.observer.next({ type: 'output_item_done', item });
  for (const [item, output_index] of stream.finished.missingFrom(items))
    emitItem(item, { output_index, item_id: 'id' in item ? item.id : undefined }, stream, true);
  if (isCompleted) for (const item of stream.calls.rest()) stream.observer.next({ type: 'output_item_done', item });
};

/** Handles a terminal frame. The name of the frame does not decide alone: some servers complete what was cut. */
// docs/decisions.md: the response of a terminal frame
const endAs =
  (named: Status, needsResponse = false): Handle =>
  ({ response: given, error }, stream) => {
    const { observer } = stream;
    if (!isJsonObject(given) && (isPresent(given) || needsResponse)) {
      const detail = `failed to parse ResponseCompleted: expected an object, got ${jsonExcerpt(given, 50)}`;
      observer.error(apiError({ type: 'stream', reason: 'undecodable', detail }));
      return;
    }
    // Some servers put the error beside the response.
    const beside: JsonObject = isPresent(error) ? { error } : {};
    const response: JsonObject = { ...beside, ...(isJsonObject(given) ? given : {}) };
    const status = statusOf(named, response);
    if (status === 'failed' || status === 'cancelled') {
      stream.text.flush((event) => observer.next(event));
      observer.error(status === 'failed' ? responseFailure(response) : cancelled());
      return;
    }
    const { incomplete_details: details, end_turn, usage_metadata } = response;
    const reason = isJsonObject(details) ? nonEmptyText(details['reason']) : nonEmptyText(details);
    if (!stream.isContinued) emitMissingItems(response, stream, status === 'completed');
    stream.text.flush((event) => observer.next(event));
    observer.next({
      type: 'completed',
      response_id: nonEmptyText(response['id']) ?? '',
      token_usage: tokenUsageOf(response['usage']) ?? null,
      status,
      ...(status === 'incomplete' ? { finish_reason: reason ?? 'unknown' } : {}),
      ...definedMembers({
        end_turn: typeof end_turn === 'boolean' ? end_turn : undefined,
        usage_metadata: isJsonObject(usage_metadata) ? usage_metadata : undefined,
      }),
    });
    observer.complete();
  };

/** Handles `response.completed`. Without a response, nothing shows that the answer is whole. */
export const onCompleted: Handle = endAs('completed', true);
/** Handles `response.done`, whose response may be missing. */
export const onDone: Handle = endAs('completed');
/** Handles `response.incomplete`: a limit or a filter cut the answer short. */
export const onIncomplete: Handle = endAs('incomplete');
/** Handles `response.failed`. */
export const onFailed: Handle = endAs('failed');
/** Handles `response.cancelled`. */
export const onCancelled: Handle = endAs('cancelled');
