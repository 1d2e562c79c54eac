import { isJsonObject, type JsonObject } from './codec/json.js';
import type { ContentItem } from './ContentItem.js';
import type { ResponseItem } from './ResponseItem.js';

/** The members of items that every server reads alike. All other members are for the server that gave them. */
const COMMON: ReadonlySet<string> = new Set([
  ...['type', 'id', 'origin', 'raw', 'status', 'role', 'phase', 'end_turn', 'content', 'summary'],
  ...['name', 'namespace', 'call_id', 'arguments', 'input', 'output', 'action', 'execution', 'tools'],
  ...['result', 'revised_prompt', 'ghost_commit', 'author', 'recipient', 'reasoning'],
]);

/** The same for parts of messages and of tool outputs. */
const COMMON_OF_PART: ReadonlySet<string> = new Set([
  ...['type', 'text', 'annotations', 'logprobs', 'image_url', 'detail', 'raw', 'origin'],
  ...['file_id', 'file_url', 'file_data', 'filename', 'audio_url', 'input_audio'],
]);

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

const isOpaque = (raw: unknown): boolean =>
  isJsonObject(raw) && Object.entries(raw).some(([name, value]) => OPAQUE.test(name) && typeof value === 'string');

/** True for a part that says nothing to another server. */
const isSealed = (part: ContentItem): boolean =>
  part.type === 'encrypted_content' || (part.type === 'other' && isOpaque(part.raw));

const partHasState = (part: ContentItem): boolean =>
  part.type === 'other' ? isOpaque(part.raw) : hasState(part, COMMON_OF_PART);

/** True for an item with members that only the server that gave it can read. */
export const carriesState = (item: ResponseItem): boolean => {
  if (item.type === 'other') return item.wire !== undefined || isOpaque(item.raw);
  return hasState(item, COMMON) || (item.type === 'message' && item.content.some(partHasState));
};

const keep =
  (known: ReadonlySet<string>) =>
  <T extends object>(value: T): T => {
    const kept: T = { ...value };
    for (const name of Object.keys(value)) if (!known.has(name)) Reflect.deleteProperty(kept, name);
    return kept;
  };
const commonOfItem = keep(COMMON);
const commonOfPart = keep(COMMON_OF_PART);

/** The item without what only its giver can read. None where nothing else is in it. */
const withoutState = (item: ResponseItem): readonly ResponseItem[] => {
  switch (item.type) {
    case 'other':
      return item.wire !== undefined || isOpaque(item.raw) ? [] : [item];
    case 'compaction':
    case 'context_compaction':
      return [];
    case 'reasoning': {
      const rest = commonOfItem(item);
      return rest.summary.length === 0 && (rest.content ?? []).length === 0 ? [] : [rest];
    }
    case 'message': {
      const content = item.content.filter((part) => !isSealed(part)).map(commonOfPart);
      return [{ ...commonOfItem(item), content }];
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
    .flatMap((item) => (item.origin === undefined || item.origin === provider ? [item] : withoutState(item)));

/** The members of an object that only their giver can read, among those not in `known`. */
export const stateIn = (value: JsonObject, known: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name, member]) => isState(known)(name, member)));

/** The item with the name of its giver, if it has members that only its giver can read. */
export const withOrigin = (item: ResponseItem, origin: string): ResponseItem =>
  carriesState(item) ? { ...item, origin } : item;
