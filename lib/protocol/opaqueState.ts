import { definedMembers } from './codec/definedMembers.js';
import { isJsonObject, type JsonObject } from './codec/json.js';
import type { ContentItem } from './ContentItem.js';
import type { ResponseItem } from './ResponseItem.js';

/** The members of items that every server reads alike. All other members are for the server that gave them. */
const COMMON: ReadonlySet<string> = new Set([
  ...['type', 'id', 'origin', 'raw', 'status', 'role', 'phase', 'end_turn', 'content', 'summary'],
  ...['name', 'namespace', 'call_id', 'arguments', 'input', 'output', 'action', 'execution', 'tools'],
  ...['result', 'revised_prompt', 'ghost_commit', 'author', 'recipient', 'reasoning'],
]);

/** The same for parts of messages, of reasoning and of tool outputs. */
const COMMON_OF_PART: ReadonlySet<string> = new Set([
  ...['type', 'text', 'annotations', 'logprobs', 'image_url', 'detail', 'raw', 'origin'],
  ...['file_id', 'file_url', 'file_data', 'filename', 'audio_url', 'input_audio'],
]);

/** The members that a caller's item may have for a server that refuses unknown ones. */
export const CALLER_MEMBERS: ReadonlySet<string> = COMMON;

/** The types of items that a server makes with tools of its own. No other server knows them. */
const HOSTED: ReadonlySet<ResponseItem['type']> = new Set(['web_search_call', 'image_generation_call', 'other']);

/** The names of members that only their giver can read, in items and parts of unknown types. */
const OPAQUE = /(^|_)(encrypted|signatures?|opaque)(_|$)/;

/**
 * The names of members of a Chat message that only their giver can read: Gemini's `extra_content`, OpenRouter's
 * `reasoning_details`, Copilot's `reasoning_opaque` with its `reasoning_text`, LiteLLM's `thinking_blocks`.
 */
export const OPAQUE_MEMBERS =
  /(^|_)(encrypted_content|signatures?|opaque)$|^(extra_content|reasoning_details|reasoning_text|thinking_blocks|provider_specific_fields)$/;

const isState = (known: ReadonlySet<string>) => (name: string, value: unknown) =>
  !known.has(name) && value !== null && value !== undefined;

const hasState = (value: object, known: ReadonlySet<string>): boolean =>
  Object.entries(value).some(([name, member]) => isState(known)(name, member));

/** True for a value of an unknown form that holds opaque text, at any depth. */
const isOpaque = (raw: unknown): boolean => {
  if (Array.isArray(raw)) return raw.some(isOpaque);
  return (
    isJsonObject(raw) &&
    Object.entries(raw).some(([name, value]) => (typeof value === 'string' ? OPAQUE.test(name) : isOpaque(value)))
  );
};

type Reasoning = Extract<ResponseItem, { readonly type: 'reasoning' }>;
type Part = ContentItem | Reasoning['summary'][number] | NonNullable<Reasoning['content']>[number];

/** True for a part that says nothing to another server. */
const isSealed = (part: Part): boolean =>
  part.type === 'encrypted_content' || (part.type === 'other' && isOpaque(part.raw));

const partHasState = (part: Part): boolean =>
  part.type === 'other' ? isOpaque(part.raw) : hasState(part, COMMON_OF_PART);

/** The parts in an item, of whichever member. */
const partsOf = (item: ResponseItem): readonly Part[] => {
  switch (item.type) {
    case 'message':
      return item.content;
    case 'reasoning':
      return [...item.summary, ...(item.content ?? [])];
    case 'function_call_output':
    case 'custom_tool_call_output':
      return typeof item.output === 'string' ? [] : item.output;
    default:
      return [];
  }
};

/** True for an item that only the server that gave it can read, or that has such members or parts. */
export const carriesState = (item: ResponseItem): boolean =>
  HOSTED.has(item.type) || hasState(item, COMMON) || partsOf(item).some(partHasState);

const keep =
  (known: ReadonlySet<string>) =>
  <T extends object>(value: T): T => {
    const kept: T = { ...value };
    for (const name of Object.keys(value)) if (!known.has(name)) Reflect.deleteProperty(kept, name);
    return kept;
  };
const commonOfItem = keep(COMMON);
const commonOfPart = keep(COMMON_OF_PART);

const commonOfParts = <T extends Part>(parts: readonly T[]): readonly T[] =>
  parts.filter((part) => !isSealed(part)).map(commonOfPart);

/** The item without its id: another server would look it up in its own store. */
const withoutId = (item: ResponseItem): ResponseItem => {
  if (item.type === 'reasoning') return { ...item, id: '' };
  const kept: ResponseItem = { ...item };
  Reflect.deleteProperty(kept, 'id');
  return kept;
};

/** The item without what only its giver can read. None where nothing else is in it. */
const withoutState = (item: ResponseItem): readonly ResponseItem[] => {
  if (HOSTED.has(item.type)) return [];
  switch (item.type) {
    case 'compaction':
    case 'context_compaction':
      return [];
    case 'reasoning': {
      const rest = commonOfItem(item);
      const summary = commonOfParts(rest.summary);
      const content = rest.content && commonOfParts(rest.content);
      return summary.length === 0 && (content ?? []).length === 0
        ? []
        : [{ ...rest, summary, ...definedMembers({ content }) }];
    }
    case 'message':
      return [{ ...commonOfItem(item), content: commonOfParts(item.content) }];
    case 'function_call_output':
    case 'custom_tool_call_output': {
      const { output } = item;
      return [{ ...commonOfItem(item), output: typeof output === 'string' ? output : commonOfParts(output) }];
    }
    default:
      return [commonOfItem(item)];
  }
};

/**
 * The items as a provider may receive them: without what only another provider can read. An item without `origin` is
 * from the caller, and is not changed. An item in the form of another API is left out.
 *
 * @param wire the API of the request, if items of an unknown type carry its name.
 */
export const itemsFor = (
  provider: string | undefined,
  items: readonly ResponseItem[],
  wire?: 'messages' | 'gemini',
): readonly ResponseItem[] =>
  items
    .filter((item) => item.type !== 'other' || item.wire === undefined || item.wire === wire)
    .flatMap((item) =>
      item.origin === undefined || item.origin === provider ? [item] : withoutState(item).map(withoutId),
    );

/** The members of an object that only their giver can read, among those not in `known`. */
export const stateIn = (value: JsonObject, known: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name, member]) => isState(known)(name, member)));

/** The item with the name of its giver, if it has members that only its giver can read. */
export const withOrigin = (item: ResponseItem, origin: string): ResponseItem =>
  carriesState(item) ? { ...item, origin } : item;
