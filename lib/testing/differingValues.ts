import { comparableMessages, type MarbleMessage } from './comparableMessages.js';
import { valueDiff, valueLines } from './valueDiff.js';

/** The number of values that are printed. */
const MAX_VALUES = 5;
/** The number of lines that are printed of a value that has no counterpart. */
const MAX_LINES = 12;

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

const printed = (value: unknown): string => {
  const lines = valueLines(value);
  const rest = lines.length > MAX_LINES ? [`… (${lines.length - MAX_LINES} more lines)`] : [];
  return [...lines.slice(0, MAX_LINES), ...rest].join('\n  ');
};

const contentOf = ({ notification }: MarbleMessage): unknown =>
  notification.kind === 'E' ? notification.error : notification.value;

const isShownByItsSymbol = (message: MarbleMessage, symbol: string): boolean =>
  message.notification.kind === 'C' || contentOf(message) === symbol;

/** Counts the messages of one time, so that those of two lists can be paired. */
const places = (messages: readonly MarbleMessage[]): readonly string[] => {
  const counts = new Map<number, number>();
  return messages.map(({ frame }) => {
    const count = counts.get(frame) ?? 0;
    counts.set(frame, count + 1);
    return `${frame}/${count}`;
  });
};

/** A list of notifications and the character of each. */
export interface LetteredMessages {
  readonly messages: readonly MarbleMessage[];
  readonly letters: readonly string[];
}

/**
 * Prints the values and errors that differ. Notifications of one time are compared with each other, in order; one that
 * has no counterpart is printed by itself. What a marble line shows already is left out.
 */
export const differingValues = (
  expected: LetteredMessages,
  received: LetteredMessages,
  isEqual: (received: MarbleMessage, expected: MarbleMessage) => boolean,
): readonly string[] => {
  const placesOfReceived = places(received.messages);
  const counterpart = new Map(placesOfReceived.map((place, index) => [place, index]));
  const paired = new Set<number>();
  const blocks: string[] = [];
  const wantedPlaces = places(expected.messages);
  for (const [index, wanted] of expected.messages.entries()) {
    const letter = expected.letters[index] ?? '?';
    const position = counterpart.get(wantedPlaces[index] ?? '');
    const got = position === undefined ? undefined : received.messages[position];
    if (got !== undefined && position !== undefined && got.notification.kind === wanted.notification.kind) {
      paired.add(position);
      if (isEqual(got, wanted)) continue;
      const other = received.letters[position] ?? '?';
      if (isShownByItsSymbol(wanted, letter) && isShownByItsSymbol(got, other)) continue;
      const [left] = comparableMessages([wanted], [wanted]).map(contentOf);
      const [right] = comparableMessages([got], [wanted]).map(contentOf);
      const title = `${letter === other ? letter : `${letter} → ${other}`} at ${wanted.frame} ms (- expected, + received)`;
      blocks.push([title, ...indented(valueDiff(left, right))].join('\n'));
    } else if (!isShownByItsSymbol(wanted, letter) && !received.letters.includes(letter)) {
      const [content] = comparableMessages([wanted], [wanted]).map(contentOf);
      blocks.push(`${letter} expected at ${wanted.frame} ms, not received\n  ${printed(content)}`);
    }
  }
  for (const [index, got] of received.messages.entries()) {
    const letter = received.letters[index] ?? '?';
    if (paired.has(index) || expected.letters.includes(letter) || isShownByItsSymbol(got, letter)) continue;
    const [content] = comparableMessages([got], [got]).map(contentOf);
    blocks.push(`${letter} received at ${got.frame} ms, not expected\n  ${printed(content)}`);
  }
  const rest = blocks.length > MAX_VALUES ? [`${blocks.length - MAX_VALUES} more values differ`] : [];
  return [...blocks.slice(0, MAX_VALUES), ...rest];
};
