import type { MarbleMessage } from './comparableMessages.js';

/** The letters of values: what the second argument of `toBe` is. */
export type NamedValues = Readonly<Record<string, unknown>>;

interface SymbolOptions {
  readonly isEqual: (received: MarbleMessage, expected: MarbleMessage) => boolean;
  readonly names?: NamedValues | undefined;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** A character that is visible and has no meaning of its own in a marble line. */
const isCharacter = (value: unknown): value is string =>
  typeof value === 'string' && /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(value) && !'-()|#^!'.includes(value);

const withoutTime = ({ notification }: MarbleMessage): MarbleMessage => ({ frame: 0, notification });

/**
 * Chooses a character for each notification of two lists. An expected value keeps the letter that the test gave it. A
 * received value has the letter of the expected value that it is equal to, and an unused letter if there is none.
 */
export const symbolsOf = (
  expected: readonly MarbleMessage[],
  received: readonly MarbleMessage[],
  { isEqual, names = {} }: SymbolOptions,
): { readonly expected: readonly string[]; readonly received: readonly string[] } => {
  const given = Object.entries(names);
  const known: { readonly message: MarbleMessage; readonly symbol: string }[] = [];
  const used = new Set(given.map(([name]) => name));
  const isSame = (one: MarbleMessage, other: MarbleMessage) => isEqual(withoutTime(one), withoutTime(other));
  const nameOf = (value: unknown): string => {
    const name = given.find(([, named]) => Object.is(named, value))?.[0];
    if (name !== undefined && isCharacter(name)) return name;
    if (isCharacter(value) && !used.has(value)) return value;
    return Array.from(LETTERS).find((letter) => !used.has(letter)) ?? '?';
  };
  const symbolOf = (message: MarbleMessage, likely: number): string => {
    const { kind, value } = message.notification;
    if (kind === 'C') return '|';
    if (kind === 'E') return '#';
    // The value at the same index is the most likely one; the others are tried only where it differs.
    const same = [known[likely], ...known].find((each) => each !== undefined && isSame(message, each.message));
    if (same !== undefined) return same.symbol;
    const symbol = nameOf(value);
    used.add(symbol);
    known.push({ message, symbol });
    return symbol;
  };
  return {
    expected: expected.map((message, index) => symbolOf(message, index)),
    received: received.map((message, index) => symbolOf(message, index)),
  };
};
