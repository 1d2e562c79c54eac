import { MAX_SECRETS } from '../protocol/limits.js';
import type { HttpRequest } from '../provider/HttpRequest.js';
import { MASK, maskSecret, SHORTEST_SECRET, type MaskSecret } from './maskSecret.js';
import { secretsOf } from './secretsOf.js';

/** Masks the credentials of one call in all texts, because servers repeat keys and proxies repeat URLs. */
export interface Redactor {
  /** Adds the secrets of a request that is about to be sent. */
  learn(request: HttpRequest): void;
  /** Adds secrets. */
  readonly learnValues: (values: readonly string[]) => void;
  /** Returns the known secrets. */
  readonly values: () => readonly string[];
  /** Returns the text with every known secret masked. */
  readonly redact: (text: string) => string;
}

/** Whole groups of three bytes that base64 makes of a secret, for the three places where it may stand in a longer text. */
const inBase64 = (secret: string): readonly string[] => {
  const bytes = new TextEncoder().encode(secret);
  return [0, 1, 2].flatMap((skipped) => {
    const whole = bytes.subarray(skipped, bytes.length - ((bytes.length - skipped) % 3));
    const text = btoa(String.fromCharCode(...whole));
    return [text, text.replaceAll('+', '-').replaceAll('/', '_')];
  });
};

/** A shorter piece of base64 could stand in any text. */
const SHORTEST_BASE64 = 12;
/** Longer secrets, such as tokens of several kilobytes, are not searched for in base64. */
const LONGEST_IN_BASE64 = 4096;

const maskersOf = (secrets: readonly string[]): readonly MaskSecret[] => {
  const base64 = secrets
    .filter(({ length }) => length <= LONGEST_IN_BASE64)
    .flatMap(inBase64)
    .filter(({ length }) => length >= SHORTEST_BASE64);
  const literally = [...new Set(base64)].map(
    (form): MaskSecret =>
      (text) =>
        text.replaceAll(form, MASK),
  );
  return [...secrets.map(maskSecret), ...literally];
};

/** The maskers of all secrets, the longest first: a shorter one that begins a longer one would leave the rest of it. */
const maskersFor = (values: readonly string[]): readonly MaskSecret[] =>
  maskersOf(values.filter(({ length }) => length >= SHORTEST_SECRET).sort((one, other) => other.length - one.length));

/**
 * Creates a redactor without secrets. It keeps the latest 64, each once, and more only if one request has more: a
 * WebSocket learns those of each handshake.
 */
export const createRedactor = (): Redactor => {
  let known: readonly string[] = []; // those learned last at the end
  // Prepared when something is redacted for the first time, which never happens in most calls.
  let maskers: readonly MaskSecret[] | undefined;
  const learnValues = (values: readonly string[]): void => {
    const latest = new Set(values);
    const others = known.filter((value) => !latest.has(value));
    if (others.length + latest.size > known.length) maskers = undefined;
    known = [...others, ...latest].slice(-Math.max(MAX_SECRETS, latest.size));
  };
  return {
    learn: (request) => learnValues(secretsOf(request)),
    learnValues,
    values: () => known,
    redact: (text) => {
      maskers ??= maskersFor(known);
      return maskers.reduce((clean, mask) => mask(clean), text);
    },
  };
};
