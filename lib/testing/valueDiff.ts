/** The deepest object that is printed. */
const MAX_DEPTH = 12;
/** The number of lines that a value is printed on, and that a difference is looked for in. */
const MAX_LINES = 400;
/** The number of lines of a difference that are shown. */
const MAX_SHOWN = 40;
/** The number of equal lines that are shown before and after a different one. */
const CONTEXT = 2;
/** The number of characters of a text that are shown. */
const MAX_TEXT = 2_000;

const textOf = (value: string): string =>
  JSON.stringify(value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}… (${value.length} characters)` : value);

const classNameOf = (value: object): string => {
  const { constructor }: { readonly constructor?: unknown } = value;
  return typeof constructor === 'function' && constructor !== Object ? `${constructor.name} ` : '';
};

const entriesOf = (value: object): readonly (readonly [name: string, value: unknown])[] => {
  if (value instanceof Map) return [...value].map(([key, member]) => [String(key), member]);
  const own = Object.entries(value);
  return value instanceof Error ? [['name', value.name], ['message', value.message], ...own] : own;
};

const leafOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return textOf(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `[function ${value.name}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Date) return `Date(${JSON.stringify(value)})`;
  if (value instanceof Uint8Array) return `bytes ${textOf(new TextDecoder().decode(value))}`;
  return undefined;
};

/** Prints a value as indented JSON, one member per line. What JSON cannot express is printed in words. */
export const valueLines = (value: unknown): readonly string[] => {
  const lines: string[] = [];
  const parents = new Set<unknown>();
  const write = (prefix: string, member: unknown, suffix: string, depth: number): void => {
    if (lines.length >= MAX_LINES) return;
    const indent = '  '.repeat(depth);
    const leaf = leafOf(member);
    if (leaf !== undefined || typeof member !== 'object' || member === null) {
      lines.push(`${indent}${prefix}${leaf ?? ''}${suffix}`);
      return;
    }
    if (parents.has(member) || depth > MAX_DEPTH) {
      lines.push(`${indent}${prefix}[…]${suffix}`);
      return;
    }
    parents.add(member);
    const isList = Array.isArray(member) || member instanceof Set;
    const entries = isList ? [...member].map((item) => ['', item] as const) : entriesOf(member);
    const [open, close] = isList ? ['[', ']'] : ['{', '}'];
    const className = isList ? '' : classNameOf(member);
    if (entries.length === 0) lines.push(`${indent}${prefix}${className}${open}${close}${suffix}`);
    else {
      lines.push(`${indent}${prefix}${className}${open}`);
      for (const [index, [name, item]] of entries.entries())
        write(isList ? '' : `${JSON.stringify(name)}: `, item, index < entries.length - 1 ? ',' : '', depth + 1);
      lines.push(`${indent}${close}${suffix}`);
    }
    parents.delete(member);
  };
  write('', value, '', 0);
  return lines.slice(0, MAX_LINES);
};

/** Returns the lengths of the longest common subsequences of the ends of two lists. */
const commonLengths = (left: readonly string[], right: readonly string[]): readonly (readonly number[])[] => {
  const table: number[][] = [new Array<number>(right.length + 1).fill(0)];
  for (const line of [...left].reverse()) {
    const below = table[0] ?? [];
    const row = new Array<number>(right.length + 1).fill(0);
    for (let column = right.length - 1; column >= 0; column--)
      row[column] =
        line === right[column] ? (below[column + 1] ?? 0) + 1 : Math.max(below[column] ?? 0, row[column + 1] ?? 0);
    table.unshift(row);
  }
  return table;
};

const marked = (expected: readonly string[], received: readonly string[]): readonly string[] => {
  const table = commonLengths(expected, received);
  const lines: string[] = [];
  let [row, column] = [0, 0];
  while (row < expected.length || column < received.length) {
    const [left, right] = [expected[row], received[column]];
    if (left !== undefined && left === right) {
      lines.push(`  ${left}`);
      row += 1;
      column += 1;
    } else if (
      left !== undefined &&
      (right === undefined || (table[row + 1]?.[column] ?? 0) >= (table[row]?.[column + 1] ?? 0))
    ) {
      lines.push(`- ${left}`);
      row += 1;
    } else {
      lines.push(`+ ${right ?? ''}`);
      column += 1;
    }
  }
  return lines;
};

const shorten = (lines: readonly string[]): readonly string[] => {
  if (lines.every((line) => line.startsWith(' '))) return [];
  const isNear = (index: number) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((line) => !line.startsWith(' '));
  const shown = lines.flatMap((line, index) => {
    if (isNear(index)) return [line];
    return index > 0 && isNear(index - 1) && index < lines.length - 1 ? ['  …'] : [];
  });
  const kept = isNear(0) ? shown : ['  …', ...shown];
  return kept.length > MAX_SHOWN ? [...kept.slice(0, MAX_SHOWN), `  … (${kept.length - MAX_SHOWN} more lines)`] : kept;
};

/**
 * Compares two values as indented JSON, line by line. Expected lines begin with `-`, received lines with `+`. Lines
 * that are far from a difference are left out. Returns no line if the values look the same.
 */
export const valueDiff = (expected: unknown, received: unknown): readonly string[] =>
  shorten(marked(valueLines(expected), valueLines(received)));
