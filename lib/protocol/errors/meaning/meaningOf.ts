import type { Evidence } from './evidence.js';
import {
  CLASSES,
  CODES,
  STATUSES,
  WORDS,
  WRONG_ADDRESS,
  WRONG_REQUEST,
  type Meaning,
  type MeaningKind,
} from './meanings.js';

const named = (rows: readonly Meaning[], name: string): MeaningKind | undefined =>
  rows.find(({ codes, names }) => codes?.includes(name) === true || names?.test(name) === true)?.kind;

const firstRow = (rows: readonly Meaning[], names: readonly string[]): MeaningKind | undefined =>
  rows.find((row) => names.some((name) => named([row], name) !== undefined))?.kind;

/** Returns true for a name (a code, a type, a reason) with exactly one meaning. */
export const isTellingName = (name: string | undefined): boolean =>
  name !== undefined && named(CODES, name.toLowerCase()) !== undefined;

// Groq and OpenAI: "tokens per minute (TPM): Limit 6000, Requested 14810". Earlier usage does not matter.
const OVER_LIMIT = /limit:? (\d+), requested:? (\d+)/i;

/** Returns true if this request alone exceeds the limit, so that waiting does not help. */
export const isTooLargeForLimit = (words: string): boolean => {
  const [, limit, requested] = OVER_LIMIT.exec(words) ?? [];
  return limit !== undefined && requested !== undefined && Number(requested) > Number(limit);
};

/** The status and the delay of a failure. */
export interface Circumstances {
  readonly status?: number | undefined;
  /** Is true if the server requested a delay. */
  readonly hasDelay?: boolean;
}

/**
 * Returns the kind of a failure, from the tables in `meanings.ts`: first by unambiguous names, then by messages, by the
 * status, and by vague names. Returns undefined if none of them matches.
 */
export const meaningOf = (
  { names, words, status: code }: Evidence,
  { status = code, hasDelay = false }: Circumstances,
): MeaningKind | undefined => {
  const byStatus = status === undefined ? undefined : STATUSES.get(status);
  if (byStatus?.decisive === true) return byStatus.kind;
  const byName = firstRow(CODES, names);
  if (byName !== undefined) return byName;
  // Google sends "exceeded your current quota" for a limit per minute too, but requests a delay only for that one.
  if (hasDelay && names.includes('resource_exhausted')) return 'rate_limit';
  const byWords = WORDS.find((row) => row.words?.test(words) === true)?.kind;
  if (byWords !== undefined) return byWords;
  if (byStatus !== undefined) return byStatus.kind;
  const byClass = firstRow(CLASSES, names);
  if (byClass !== undefined && !(byClass === 'invalid_request' && status !== undefined && WRONG_ADDRESS.has(status)))
    return byClass;
  return status !== undefined && WRONG_REQUEST.has(status) ? 'invalid_request' : undefined;
};
