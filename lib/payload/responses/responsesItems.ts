import { argumentsText } from '../../protocol/callArguments.js';
import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import { CALLER_MEMBERS } from '../../protocol/opaqueState.js';
import { ResponseItem } from '../../protocol/ResponseItem.js';
import type { ServerProfile } from '../../protocol/ServerProfile.js';
import { callIds, type CallIds } from '../callIds.js';
import { LOCAL_SHELL } from '../localShell.js';
import type { PayloadTarget } from '../PayloadTarget.js';

type Items = readonly ResponseItem[];

const CALLS: ReadonlySet<ResponseItem['type']> = new Set(['function_call', 'custom_tool_call', 'local_shell_call']);

const isOutput = ({ type }: ResponseItem): boolean =>
  type === 'function_call_output' || type === 'custom_tool_call_output';

const isAssistant = (item: ResponseItem | undefined): boolean => item?.type === 'message' && item.role === 'assistant';

const isInput = (item: ResponseItem): boolean =>
  isOutput(item) || (item.type === 'message' && item.role !== 'assistant');

/** Reasoning that would be sent without anything in it, and for some servers reasoning without encrypted content. */
const isBareReasoning = (item: ResponseItem, { plainReasoning }: ServerProfile): boolean => {
  if (item.type !== 'reasoning' || item.encrypted_content) return false;
  const { type: _type, id: _id, origin: _origin, status: _status, ...members }: JsonObject = { ...item };
  return !plainReasoning || Object.values(members).every((value) => value === null || isEmptyList(value));
};

const isEmptyList = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0);

/** A call in a form that every server knows, whose arguments every server can parse. */
const asFunction = (item: ResponseItem, { customTools }: ServerProfile): ResponseItem => {
  if (item.type === 'function_call') return { ...item, arguments: argumentsText(item.arguments) };
  if (customTools) return item;
  switch (item.type) {
    case 'custom_tool_call': {
      const { input, ...call } = item;
      return { ...call, type: 'function_call', arguments: JSON.stringify({ input }) };
    }
    case 'local_shell_call': {
      const { action, call_id, id, origin } = item;
      const call = { type: 'function_call', call_id: call_id ?? id ?? '', name: LOCAL_SHELL, origin } as const;
      return { ...call, arguments: JSON.stringify(action) };
    }
    case 'custom_tool_call_output':
      return { ...item, type: 'function_call_output' };
    default:
      return item;
  }
};

/** Shortens ids of calls that are too long for the server, of a call and its output alike. */
const withShortIds = (items: Items, ids: CallIds): Items => {
  const known = new Map<string, string>();
  const shortOf = (id: string): string => {
    const short = known.get(id) ?? ids.next(id);
    known.set(id, short);
    return short;
  };
  return items.map((item) =>
    'call_id' in item && typeof item.call_id === 'string' ? { ...item, call_id: shortOf(item.call_id) } : item,
  );
};

/** For each item, whether a message of the assistant follows it in the same answer. Read from the end, to see each item once. */
const followedByMessage = (items: Items): readonly boolean[] => {
  let next: ResponseItem | undefined;
  let isFollowed = false;
  return [...items]
    .reverse()
    .map((item) => {
      isFollowed = next !== undefined && !isInput(next) && (isAssistant(next) || isFollowed);
      next = item;
      return isFollowed;
    })
    .reverse();
};

/** Moves the calls of an answer behind its last message, where a message stands between them. */
const withCallsLast = (items: Items): Items => {
  const result: ResponseItem[] = [];
  let calls: ResponseItem[] = [];
  const isFollowed = followedByMessage(items);
  const flush = () => {
    result.push(...calls);
    calls = [];
  };
  for (const [index, item] of items.entries()) {
    if (isInput(item)) flush();
    if (CALLS.has(item.type) && (calls.length > 0 || isFollowed[index] === true)) calls.push(item);
    else result.push(item);
  }
  flush();
  return result;
};

const withRole = (item: ResponseItem, { developerRole }: ServerProfile): ResponseItem =>
  item.type === 'message' && item.role === 'developer' && !developerRole ? { ...item, role: 'system' } : item;

/** A message whose texts have the type of its role: servers refuse an `input_text` of the assistant. */
const withTextTypes = (item: ResponseItem): ResponseItem => {
  if (item.type !== 'message') return item;
  const [wrong, type] = isAssistant(item)
    ? (['input_text', 'output_text'] as const)
    : (['output_text', 'input_text'] as const);
  if (item.content.every((part) => part.type !== wrong)) return item;
  return { ...item, content: item.content.map((part) => (part.type === wrong ? { ...part, type } : part)) };
};

/**
 * The item of the caller, without members that no API has, such as a time for the screen. Items of an answer keep theirs:
 * the server gave them.
 */
const withKnownMembers = (item: ResponseItem): ResponseItem => {
  const unknown = isInput(item) ? Object.keys(item).filter((name) => !CALLER_MEMBERS.has(name)) : [];
  if (unknown.length === 0) return item;
  const known: ResponseItem = { ...item };
  for (const name of unknown) Reflect.deleteProperty(known, name);
  return known;
};

/** The items of a request as its server accepts them, before they are encoded. */
export const acceptedItems = (items: Items, { profile, azure }: PayloadTarget, store: boolean): Items => {
  const accepted = items
    .filter((item) => (azure && store && 'id' in item && item.id) || !isBareReasoning(item, profile))
    .map((item) => asFunction(withTextTypes(withRole(item, profile)), profile))
    .map((item) => (profile.unknownKeys === 'refused' ? withKnownMembers(item) : item));
  const short = profile.callIds === 'any' ? accepted : withShortIds(accepted, callIds('max64'));
  return profile.callsLast ? withCallsLast(short) : short;
};

const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const present = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(present.map(([name, member]) => [name, withoutNulls(member)]));
};

/** The members that vLLM requires of a message of the assistant, and without those that it refuses in a call. */
const withMessageId = (json: unknown, item: ResponseItem | undefined, index: number): unknown => {
  if (!isJsonObject(json)) return json;
  if (item?.type === 'function_call') {
    const { status: _status, ...call } = json;
    return call;
  }
  if (item?.type !== 'message' || item.role !== 'assistant') return json;
  return { ...json, id: item.id || `msg_${index}`, status: item.status ?? 'completed' };
};

/** The server requires the id of its own search, which is left out of items that the caller wrote. */
const withSearchId = (json: unknown, item: ResponseItem | undefined): unknown =>
  item?.type === 'web_search_call' && item.origin !== undefined && item.id && isJsonObject(json)
    ? { ...json, id: item.id }
    : json;

/** Encodes the items of a request for its server. */
export const writeItems = (items: Items, { messageIds, nulls }: ServerProfile): readonly unknown[] =>
  items
    .map((item) => withSearchId(ResponseItem.encode(item), item))
    .map((json, index) => (messageIds ? withMessageId(json, items[index], index) : json))
    .map((json) => (nulls ? json : withoutNulls(json)));
