import { median } from './statistics.js';

/** A table as it is printed: the first column is text, the others are numbers, or words. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Whether the other columns are words. Default false. */
  readonly words?: boolean;
}

/** Lines of plain text with aligned columns. */
export const formatTable = ({ title, head, rows, words = false }: Table): string => {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return words || column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [title, '', line(head), rule, ...rows.map(line), ''].join('\n');
};

const times = (value: number): string => value.toFixed(value < 10 ? 2 : 1);

/** `1.16 [1.10..1.24]`: median, least and greatest of the ratios of several rounds. */
export const ratio = (values: readonly number[]): string => {
  if (values.length === 0) return '';
  const middle = times(median(values));
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  return least === greatest ? middle : `${middle} [${times(least)}..${times(greatest)}]`;
};

/** A median with few digits. */
export const figure = (values: readonly number[]): string => {
  const value = median(values);
  if (Number.isNaN(value)) return '';
  return value.toFixed(value < 10 ? 1 : 0);
};

/** `1 round`, `3 rounds`. */
export const countOf = (rounds: number): string => `${rounds} ${rounds === 1 ? 'round' : 'rounds'}`;

/** Bytes as MiB. */
export const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
