import { isJsonObject, nonEmptyText, type JsonObject } from '../codec/json.js';
import { evidenceIn } from './meaning/evidence.js';
import { retryAfter, type HeaderLookup } from './retryAfter.js';

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(ms|millis)/i, 1],
  [/^s/i, 1000],
  [/^m/i, 60_000],
  [/^h/i, 3_600_000],
  [/^d/i, 86_400_000],
];
const PART =
  /(\d{1,20}(?:\.\d{1,20})?)\s{0,20}(milliseconds?|millis|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?![a-z])/gi;
// "Please try again in 1m30s", "retry in 48.9s", "retry after 86400 seconds", "try again after 5 minutes", "wait 38
// seconds before retrying", "resets in ~30s"
const ASKED =
  /(?:(?:try again|retry|retrying|resets?)\s+(?:in|after|for)|wait(?:\s+for|(?=\s[^.]{1,30}\sbefore\b)))\s*(?:about\s+|~\s*)?((?:\d+(?:\.\d+)?\s*[a-z]+(?![a-z])(?:\s*(?:,|and)?\s*)?)+)/gi;
const RETRY_DELAY = /^(\d+(?:\.\d+)?)s$/;

/** Converts "1m30s" to 90 000. Returns undefined if a part has an unknown unit. */
const duration = (text: string): number | undefined => {
  let total = 0;
  let end = 0;
  let found = false;
  for (const { 0: whole, 1: amount = '', 2: unit = '', index } of text.matchAll(PART)) {
    if (/[^\s,]/.test(text.slice(end, index).replace(/and/i, ''))) break;
    const size = UNITS.find(([name]) => name.test(unit))?.[1] ?? 1000;
    total += size === 1 ? Math.trunc(Number(amount)) : Math.round(Number(amount) * size);
    end = index + whole.length;
    found = true;
  }
  return found ? total : undefined;
};

/**
 * Returns the delay that a text requests, in milliseconds: 90 000 for "try again in 1m30s". The first readable delay
 * counts.
 */
export const delayInWords = (text: string): number | undefined => {
  for (const { 1: said = '' } of text.matchAll(ASKED)) {
    const delay = duration(said);
    if (delay !== undefined) return delay;
  }
  return undefined;
};

const finite = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
};

/** The members that hold a delay. Hugging Face sends `estimated_time` while it loads a model. */
const MILLISECONDS = ['retry_after_ms', 'retryAfterMs'] as const;
const SECONDS = [
  ...['resets_in_seconds', 'retry_after', 'retryAfter', 'retry_after_seconds', 'retryAfterSeconds', 'estimated_time'],
] as const;

const numberIn = (value: JsonObject, names: readonly string[]): number | undefined =>
  names.flatMap((name) => finite(value[name]) ?? []).at(0);

/** The deepest nesting that is searched. An object and the list of its members are a level each. */
const MAX_DEPTH = 12;

/** Returns the delay that a member of a body requests. If there are several, the first one in the body counts. */
const delayInMembers = (value: unknown, now: number | undefined, depth = 0): number | undefined => {
  if (depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value)) {
    for (const member of value) {
      const delay = delayInMembers(member, now, depth + 1);
      if (delay !== undefined) return delay;
    }
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  // google.rpc.RetryInfo
  const [, seconds] = typeof value['retryDelay'] === 'string' ? (RETRY_DELAY.exec(value['retryDelay']) ?? []) : [];
  if (seconds !== undefined) return Math.ceil(Number(seconds) * 1000);
  // google.rpc.ErrorInfo of the Cloud Code API: "373.8ms"
  const reset = nonEmptyText(value['quotaResetDelay']);
  if (reset !== undefined) return duration(reset);
  const { headers } = value;
  if (isJsonObject(headers)) {
    const lower = new Map(Object.entries(headers).map(([name, member]) => [name.toLowerCase(), member]));
    const textOf = (value: unknown) =>
      typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
    const asked = retryAfter((name) => textOf(lower.get(name)), now);
    if (asked !== undefined) return asked;
  }
  const left = numberIn(value, MILLISECONDS) ?? (numberIn(value, SECONDS) ?? NaN) * 1000;
  if (!Number.isNaN(left)) return Math.ceil(left);
  const at = finite(value['resets_at']);
  if (at !== undefined && now !== undefined) return Math.max(0, at * 1000 - now);
  return delayInMembers(Object.values(value), now, depth + 1);
};

/** The parts of a response that may request a delay. */
export interface DelaySources {
  readonly header?: HeaderLookup;
  /** The body or the frame, parsed as JSON. */
  readonly json?: unknown;
  /** The current time, for dates, in milliseconds since 1970. If undefined, dates are ignored. */
  readonly now?: number | undefined;
  /** Set to false to ignore delays in messages. Default: true. */
  readonly words?: boolean;
}

/**
 * Returns the delay that a server requests, in milliseconds. Headers take precedence over the body. In the body,
 * members (`retryDelay` of Google, `headers` inside a frame, `resets_in_seconds` and `resets_at` of codex) and messages
 * are read, and the longer delay counts.
 */
export const askedDelay = ({ header, json, now, words = true }: DelaySources): number | undefined => {
  const inHeaders = header && retryAfter(header, now);
  if (inHeaders !== undefined) return inHeaders;
  const delays = [delayInMembers(json, now), words ? delayInWords(evidenceIn(json).words) : undefined];
  const asked = delays.filter((delay) => delay !== undefined);
  return asked.length === 0 ? undefined : Math.max(...asked);
};
