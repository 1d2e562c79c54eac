import { alignMarbles, type MarbleMark } from './alignMarbles.js';
import type { MarbleMessage } from './comparableMessages.js';
import { differingValues } from './differingValues.js';
import { symbolsOf, type NamedValues } from './marbleSymbols.js';

/** A difference between an expected and a received stream or list of subscriptions. */
export interface MarbleDifference {
  /** The marble lines, and below them the values that differ. */
  readonly text: string;
  /** The expected marble line. */
  readonly expected: string;
  /** The received marble line. */
  readonly received: string;
}

/** Options for `marbleDifference`. */
export interface MarbleDifferenceOptions {
  /** Returns true if two notifications are equal, times included. */
  readonly isEqual: (received: MarbleMessage, expected: MarbleMessage) => boolean;
  /** The letters of the expected values. Default: a value that is one character is its own letter. */
  readonly names?: NamedValues | undefined;
  /** The maximum number of characters of a marble line. Default: 100. */
  readonly width?: number | undefined;
}

/**
 * Draws an expected and a received list of notifications as two aligned marble lines, with a caret at the first
 * difference. Below the lines it prints the values that differ, as a difference of JSON. Returns undefined if the lists
 * are equal.
 *
 * ```txt
 * expected  --a--b--|
 * received  --a--c--|
 *                ^ 5 ms
 *
 * b → c at 5 ms (- expected, + received)
 *   {
 * -   "delta": "Hello"
 * +   "delta": "Hallo"
 *   }
 * ```
 */
export const marbleDifference = (
  expected: readonly MarbleMessage[],
  received: readonly MarbleMessage[],
  { isEqual, names, width }: MarbleDifferenceOptions,
): MarbleDifference | undefined => {
  const length = Math.max(expected.length, received.length);
  const first = Array.from({ length }, (_, index) => index).find((index) => {
    const [wanted, got] = [expected[index], received[index]];
    return wanted === undefined || got === undefined || !isEqual(got, wanted);
  });
  if (first === undefined) return undefined;

  const symbols = symbolsOf(expected, received, { isEqual, names });
  const marksOf = (messages: readonly MarbleMessage[], letters: readonly string[]): readonly MarbleMark[] =>
    messages.map(({ frame }, index) => ({ at: frame, symbol: letters[index] ?? '?' }));
  const lines = [
    { label: 'expected  ', marks: marksOf(expected, symbols.expected) },
    { label: 'received  ', marks: marksOf(received, symbols.received) },
  ];
  const at = Math.min(expected[first]?.frame ?? Infinity, received[first]?.frame ?? Infinity);
  const before = expected.slice(0, first).filter(({ frame }) => frame === at).length;
  const drawing = alignMarbles(lines, { caret: { below: 1, at, skip: before }, width });
  const [above = '', below = ''] = drawing.split('\n');

  const values = differingValues(
    { messages: expected, letters: symbols.expected },
    { messages: received, letters: symbols.received },
    isEqual,
  );
  return {
    text: [drawing, ...values].join('\n\n'),
    expected: above.replace(/^expected +/, ''),
    received: below.replace(/^received +/, ''),
  };
};
