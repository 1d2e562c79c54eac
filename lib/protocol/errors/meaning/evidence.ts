import { definedMembers } from '../../codec/definedMembers.js';
import { isJsonObject, parseJsonText } from '../../codec/json.js';

/** All names, messages and statuses of a failure in a body or a frame, at any depth. */
export interface Evidence {
  /** Codes, types, reasons and status words, in lower case. */
  readonly names: readonly string[];
  /** All texts for people, without URLs. */
  readonly words: string;
  /** A status in the place of a code, e.g. OpenRouter's `{"code": 429}`. */
  readonly status?: number;
}

const NAME_KEYS: ReadonlySet<string> = new Set([
  ...['code', 'type', 'type_', '__type', 'status', 'reason', 'error_type', 'error_code', 'quotaId'],
  ...['status_code', 'statusCode'],
]);
const WORD_KEYS: ReadonlySet<string> = new Set([
  ...['message', 'Message', 'msg', 'detail', 'details', 'title', 'error', 'raw', 'error_description', 'errors'],
  ...['description', 'faultstring', 'fault'],
]);
/** The keys of objects with more details: Azure's `innererror`, Google's `violations`, OpenRouter's `metadata`. */
const INNER_KEYS: ReadonlySet<string> = new Set(['innererror', 'metadata', 'violations', 'response']);
/**
 * The maximum depth of the nested errors that are read. Servers nest two or three levels; deeper values are not part of
 * their error.
 */
const DEEPEST = 6;

// A link to a page about billing or rate limits does not mean that the error is about them.
const ADDRESSES = /https?:\/\/\S+/gi;
const STATUS = /^[1-5]\d\d$/;

/** Collects from a JSON value, or a text, everything that identifies the cause of a failure. */
export const evidenceIn = (json: unknown): Evidence => {
  const names: string[] = [];
  const words: string[] = [];
  let status: number | undefined;

  const name = (value: unknown): void => {
    if (typeof value !== 'string' && typeof value !== 'number') return;
    // AWS puts a namespace before the name: "com.amazon.coral.availability#ThrottlingException".
    const text = String(value)
      .trim()
      .replace(/^[\w.]+#/, '');
    if (!STATUS.test(text)) names.push(text.toLowerCase());
    else if (Number(text) >= 400) status ??= Number(text);
  };
  const read = (value: unknown, depth: number): void => {
    if (depth > DEEPEST) return;
    if (typeof value === 'string') {
      const inner = /^\s*[{[]/.test(value) ? parseJsonText(value) : undefined;
      if (inner === undefined) words.push(value.replace(ADDRESSES, ''));
      else read(inner, depth + 1);
      return;
    }
    if (Array.isArray(value)) for (const member of value) read(member, depth + 1);
    if (!isJsonObject(value)) return;
    for (const [key, member] of Object.entries(value)) {
      // OAuth, and gateways: {"error": "invalid_token"}. A sentence is no name.
      if (key === 'error' && typeof member === 'string' && /^[\w.-]+$/.test(member)) name(member);
      if (NAME_KEYS.has(key)) name(member);
      else if (WORD_KEYS.has(key) || (INNER_KEYS.has(key) && typeof member === 'object')) read(member, depth + 1);
    }
  };
  read(json, 0);
  return { names, words: words.join('\n'), ...definedMembers({ status }) };
};
