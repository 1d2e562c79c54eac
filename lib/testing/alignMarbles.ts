/** One notification or one subscription change in a marble line. */
export interface MarbleMark {
  /** The time, in milliseconds. */
  readonly at: number;
  /** One character: the name of a value, `|`, `#`, `^` or `!`. */
  readonly symbol: string;
}

/** One marble line. */
export interface MarbleLine {
  /** The text to the left of the line. */
  readonly label: string;
  /** The marks, ordered by time. */
  readonly marks: readonly MarbleMark[];
  /** Is true if the line does not end at its last mark: a subscription that was not unsubscribed. Default: false. */
  readonly open?: boolean;
}

/** The place of the first difference. */
export interface MarbleCaret {
  /** The index of the line below which the caret is drawn. */
  readonly below: number;
  /** The time, in milliseconds. It must be the time of a mark of any line. */
  readonly at: number;
  /** The number of marks at that time that precede the difference. Default: 0. */
  readonly skip?: number;
}

/** Options for `alignMarbles`. */
export interface AlignMarblesOptions {
  /** Default: no caret. */
  readonly caret?: MarbleCaret | undefined;
  /** The maximum number of characters of a line without its label. Longer lines are cut around the caret. Default: 100. */
  readonly width?: number | undefined;
}

/** The longest time that is drawn as dashes, in milliseconds. A longer one is drawn as a duration. */
const LONGEST_DASHES = 20;

/** Returns a duration as marble diagrams write it: `250ms`, `1.5s`, `5m`. */
export const marbleDuration = (duration: number): string => {
  if (duration >= 60_000 && duration % 60_000 === 0) return `${duration / 60_000}m`;
  if (duration >= 1_000 && duration % 100 === 0) return `${duration / 1_000}s`;
  return `${duration}ms`;
};

const gapText = (duration: number): string =>
  Number.isInteger(duration) && duration <= LONGEST_DASHES ? '-'.repeat(duration) : ` ${marbleDuration(duration)} `;

const tokenOf = (symbols: readonly string[], isAlive: boolean): string => {
  if (symbols.length > 1) return `(${symbols.join('')})`;
  return symbols[0] ?? (isAlive ? '-' : '');
};

interface Drawing {
  readonly texts: readonly string[];
  /** The column of each time that has a mark. */
  readonly columns: ReadonlyMap<number, number>;
}

/** Draws all lines on one axis: the same time has the same column in each of them. */
const draw = (lines: readonly MarbleLine[]): Drawing => {
  const times = [...new Set(lines.flatMap(({ marks }) => marks.map(({ at }) => at)))].sort((a, b) => a - b);
  const rows = lines.map(({ marks, open = false }) => {
    const symbols = new Map<number, string[]>();
    for (const { at, symbol } of marks) symbols.set(at, [...(symbols.get(at) ?? []), symbol]);
    return { symbols, until: open ? Infinity : (marks.at(-1)?.at ?? -Infinity), text: '' };
  });
  const columns = new Map<number, number>();
  let column = 0;
  let clock = Math.min(0, times[0] ?? 0);
  for (const [index, time] of times.entries()) {
    const gap = column === 0 ? gapText(time - clock).trimStart() : gapText(time - clock);
    const tokens = rows.map(({ symbols, until }) => tokenOf(symbols.get(time) ?? [], until >= time));
    const width = Math.max(...tokens.map((token) => Array.from(token).length));
    // A group takes as much time as it has characters, if nothing happens until then.
    const taken = Math.min(width, (times[index + 1] ?? Infinity) - time);
    for (const [position, row] of rows.entries()) {
      const token = tokens[position] ?? '';
      const length = Array.from(token).length;
      const dashes = row.until > time ? '-'.repeat(Math.max(0, Math.floor(taken) - length)) : '';
      row.text += row.until >= time ? gap : ' '.repeat(gap.length);
      row.text += `${token}${dashes}`.padEnd(width - length + token.length, ' ');
    }
    columns.set(time, column + gap.length);
    column += gap.length + width;
    clock = time + taken;
  }
  return { texts: rows.map(({ text }) => text), columns };
};

/** Cuts each text to the part around a column, and marks what was cut with `…`. */
const cutAround = (texts: readonly string[], column: number, width: number) => {
  const length = Math.max(...texts.map((text) => Array.from(text).length));
  const from = Math.max(0, Math.min(column - Math.floor(width / 2), length - width));
  const cut = (text: string): string => {
    const characters = Array.from(text);
    const part = characters.slice(from, from + width);
    if (from > 0 && part.length > 0) part[0] = '…';
    if (characters.slice(from + width).some((character) => character !== ' ')) part[width - 1] = '…';
    return part.join('');
  };
  return { texts: texts.map(cut), from };
};

const timeOf = (at: number): string => `${at} ms`;

/**
 * Draws marble lines below each other, so that the same time has the same column in all of them. A time of more than
 * 20 ms without a mark is written as a duration. A caret and its time show the first difference.
 *
 * ```js
 * alignMarbles(
 *   [
 *     { label: 'expected  ', marks: [{ at: 2, symbol: 'a' }, { at: 302, symbol: '|' }] },
 *     { label: 'received  ', marks: [{ at: 2, symbol: 'a' }, { at: 305, symbol: '|' }] },
 *   ],
 *   { caret: { below: 1, at: 302 } },
 * );
 * // expected  --a 299ms |
 * // received  --a 299ms ---|
 * //                     ^ 302 ms
 * ```
 */
export const alignMarbles = (
  lines: readonly MarbleLine[],
  { caret, width = 100 }: AlignMarblesOptions = {},
): string => {
  const { texts, columns } = draw(lines);
  const inGroup =
    caret !== undefined && lines.some(({ marks }) => marks.filter(({ at }) => at === caret.at).length > 1);
  const column = caret === undefined ? 0 : (columns.get(caret.at) ?? 0) + (inGroup ? 1 + (caret.skip ?? 0) : 0);
  const cut = cutAround(texts, column, width);
  const indent = Math.max(0, ...lines.map(({ label }) => label.length));
  return lines
    .flatMap(({ label, marks }, index) => {
      const text = marks.length === 0 ? '(none)' : (cut.texts[index] ?? '');
      const line = `${label.padEnd(indent)}${text}`.trimEnd();
      if (caret?.below !== index) return [line];
      return [line, `${' '.repeat(indent + column - cut.from)}^ ${timeOf(caret.at)}`];
    })
    .join('\n');
};
