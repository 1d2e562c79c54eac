import type { HttpRequest } from '../provider/HttpRequest.js';
import { MASK, maskSecret, SHORTEST_SECRET, type MaskSecret } from './maskSecret.js';
import { secretsOf } from './secretsOf.js';

/** Masks the credentials of one call in all texts, because servers repeat keys and proxies repeat URLs. */
export interface Redactor {
  /** Adds the secrets of a request that is about to be sent. */
  learn(request: HttpRequest): void;
  /** Adds secrets. */
  readonly learnValues: (values: readonly string[]) => void;
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

/** Creates a redactor for one call, without secrets. */
export const createRedactor = (): Redactor => {
  let secrets: readonly string[] = [];
  let maskers: readonly MaskSecret[] = [];
  // Prepared when something is redacted for the first time, which never happens in most calls.
  let raw: readonly string[] = [];
  const prepare = (): void => {
    if (raw.length === 0) return;
    const long = raw.filter(({ length }) => length >= SHORTEST_SECRET);
    raw = [];
    // The longest first: if one secret begins with another, masking the shorter one first would leave the rest of the
    // longer.
    secrets = [...new Set([...secrets, ...long])].sort((one, other) => other.length - one.length);
    maskers = maskersOf(secrets);
  };
  const learnValues = (values: readonly string[]): void => {
    raw = [...raw, ...values];
  };
  return {
    learn: (request) => learnValues(secretsOf(request)),
    learnValues,
    redact: (text) => {
      prepare();
      return maskers.reduce((clean, mask) => mask(clean), text);
    },
  };
};
