import { sameJson } from '../../protocol/codec/sameJson.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { ResponsesApiRequest } from '../../protocol/requests/ResponsesApiRequest.js';

/** A request that was answered completely on this connection. */
export interface FinishedExchange {
  readonly request: ResponsesApiRequest;
  readonly response_id: string;
  /** The items of the answer, in the order in which the server finished them. */
  readonly items: readonly ResponseItem[];
}

const sameButInput = (a: ResponsesApiRequest, b: ResponsesApiRequest): boolean =>
  sameJson({ ...a, input: null }, { ...b, input: null });

type Item<T extends ResponseItem['type']> = Extract<ResponseItem, { readonly type: T }>;

const isOutput = (item: ResponseItem): item is Item<'function_call_output' | 'custom_tool_call_output'> =>
  item.type === 'function_call_output' || item.type === 'custom_tool_call_output';

const isCall = (item: ResponseItem): item is Item<'function_call' | 'custom_tool_call'> =>
  item.type === 'function_call' || item.type === 'custom_tool_call';

/** True for the same call under another id. */
const isRenamed = (known: ResponseItem, item: ResponseItem): boolean =>
  isCall(known) && isCall(item) && sameJson({ ...known, call_id: '' }, { ...item, call_id: '' });

/** The id of the call that an item is the output of; undefined for other items. */
const outputOf = (item: ResponseItem): string | undefined => (isOutput(item) ? item.call_id : undefined);

/** Moves every output behind its call: histories have them there, or behind the last call of a step. */
const inOrder = (items: readonly ResponseItem[]): readonly ResponseItem[] => {
  const outputs = new Map<string, ResponseItem[]>();
  const others: ResponseItem[] = [];
  const called = new Set<string>();
  for (const item of items) {
    const id = outputOf(item);
    if (id !== undefined && called.has(id)) {
      const earlier = outputs.get(id);
      if (earlier === undefined) outputs.set(id, [item]);
      else earlier.push(item);
    } else {
      others.push(item);
      if (id === undefined && 'call_id' in item && item.call_id) called.add(item.call_id);
    }
  }
  for (const list of outputs.values()) list.reverse(); // the first one is taken from the end, in constant time
  return others.flatMap((item) => {
    const id = 'call_id' in item ? (item.call_id ?? '') : '';
    const first = outputOf(item) === undefined ? outputs.get(id)?.pop() : undefined;
    return first === undefined ? [item] : [item, first];
  });
};

/**
 * Returns the items that the server does not have: those after the old input and its answer, and the outputs of calls
 * of the answer. Undefined if the new input does not continue the old one.
 */
const newItems = (
  input: readonly ResponseItem[],
  { request, items }: FinishedExchange,
): readonly ResponseItem[] | undefined => {
  const known = inOrder([...request.input, ...items]);
  const added: ResponseItem[] = [];
  // A history has no call id twice, but some servers repeat theirs: there the id of a call differs from the server's.
  const serverIds = new Map<string, string>();
  let at = 0;
  for (const item of inOrder(input)) {
    const expected = known[at];
    if (expected !== undefined && (sameJson(expected, item) || isRenamed(expected, item))) {
      if (isCall(expected) && isCall(item)) serverIds.set(item.call_id, expected.call_id);
      at++;
    } else if (isOutput(item)) added.push({ ...item, call_id: serverIds.get(item.call_id) ?? item.call_id });
    else if (expected === undefined) added.push(item);
    else return undefined;
  }
  return at === known.length && added.length > 0 ? added : undefined;
};

/**
 * Reduces a request to what is new since the last answer: the remaining `input`, with `previous_response_id`.
 *
 * Returns the request itself if one of these holds: no answer was completed on this connection; a member other than
 * `input` differs; the new input does not begin with the old input and its answer; nothing is new. Items are compared
 * as a whole, with their ids. The outputs of parallel calls may stand behind each call or behind all of them.
 */
// docs/wire.md, section 9.3
export const incrementalRequest = (
  request: ResponsesApiRequest,
  previous: FinishedExchange | undefined,
): ResponsesApiRequest => {
  if (previous === undefined || previous.response_id === '' || request.previous_response_id !== undefined)
    return request;
  const added = sameButInput(request, previous.request) ? newItems(request.input, previous) : undefined;
  return added === undefined ? request : { ...request, input: added, previous_response_id: previous.response_id };
};
