import { isJsonObject } from '../codec/json.js';
import { evidenceIn } from './evidence.js';
import { retryAfter, type HeaderLookup } from './retryAfter.js';

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(ms|millis)/i, 1],
  [/^s/i, 1000],
  [/^m/i, 60_000],
  [/^h/i, 3_600_000],
  [/^d/i, 86_400_000],
];
const PART =
  /(\d+(?:\.\d+)?)\s*(milliseconds?|millis|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?![a-z])/gi;
// "Please try again in 1m30s", "retry in 48.9s", "retry after 86400 seconds", "try again after 5 minutes"
const ASKED =
  /(?:try again|retry|retrying|wait)\s+(?:(?:in|after|for)\s*)(?:about\s+)?((?:\d+(?:\.\d+)?\s*[a-z]+(?![a-z])(?:\s*(?:,|and)?\s*)?)+)/gi;
const RETRY_DELAY = /^(\d+(?:\.\d+)?)s$/;

/** "1m30s" is 90 000; undefined where a part of it has no unit that is known. */
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

/** The wait that a text asks for, in milliseconds: "try again in 1m30s" is 90 000. The first that can be read counts. */
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

/** The wait that a member of a body asks for; the first in the order of the body. */
const delayInMembers = (value: unknown, now: number | undefined, depth = 0): number | undefined => {
  if (depth > 6) return undefined;
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
  const { headers } = value;
  if (isJsonObject(headers)) {
    const lower = new Map(Object.entries(headers).map(([name, member]) => [name.toLowerCase(), member]));
    const asked = retryAfter((name) => (lower.has(name) ? String(lower.get(name)) : undefined), now);
    if (asked !== undefined) return asked;
  }
  const left = finite(value['resets_in_seconds']) ?? finite(value['retry_after']);
  if (left !== undefined) return Math.ceil(left * 1000);
  const at = finite(value['resets_at']);
  if (at !== undefined && now !== undefined) return Math.max(0, at * 1000 - now);
  return delayInMembers(Object.values(value), now, depth + 1);
};

/** Where a wait may be asked for. */
export interface DelaySources {
  readonly header?: HeaderLookup;
  /** The body or the frame, read. */
  readonly json?: unknown;
  /** The current time, in milliseconds since 1970, for dates. Undefined: dates are not read. */
  readonly now?: number | undefined;
  /** Whether words count. Default: true. */
  readonly words?: boolean;
}

/**
 * The wait that a server asks for, in milliseconds: its headers first, then members of the body (`retryDelay` of Google,
 * `headers` inside a frame, `resets_in_seconds` and `resets_at` of codex), then words. Of a member and words, the longer.
 */
export const askedDelay = ({ header, json, now, words = true }: DelaySources): number | undefined => {
  const inHeaders = header && retryAfter(header, now);
  if (inHeaders !== undefined) return inHeaders;
  const delays = [delayInMembers(json, now), words ? delayInWords(evidenceIn(json).words) : undefined];
  const asked = delays.filter((delay) => delay !== undefined);
  return asked.length === 0 ? undefined : Math.max(...asked);
};
