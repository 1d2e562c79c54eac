/** Parts of a docstring that a page shows. */
export interface Docstring {
  /** Markdown, with the diagrams in blocks of the language `text`. */
  readonly text: string;
  readonly params: readonly string[];
  readonly example: string;
}

const COMMENT = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*export (?:const|function) (?<name>\w+)/g;
const TAG = /^@(?<tag>\w+) ?/;

const linesOf = (comment: string): readonly string[] =>
  comment
    .split('\n')
    .map((line) => line.replace(/^ *\* ?/, '').trimEnd())
    .filter((line, index, lines) => !(line === '' && (index === 0 || index === lines.length - 1)));

const partsOf = (comment: string): Docstring => {
  const text: string[] = [];
  const params: string[] = [];
  const example: string[] = [];
  let tag = '';
  for (const line of linesOf(comment)) {
    const found = TAG.exec(line)?.groups?.['tag'];
    if (found !== undefined) tag = found;
    const rest = found === undefined ? line : line.replace(TAG, '');
    if (tag === '') text.push(rest);
    else if (tag === 'example') example.push(rest);
    else if (tag === 'param') {
      if (found !== undefined) params.push(rest);
      else if (rest !== '') params.push(`${params.pop() ?? ''} ${rest}`);
    }
  }
  return { text: text.join('\n').trim(), params, example: example.join('\n').trim() };
};

/** Reads the docstring of an exported function or constant from its source file. */
export const docstringOf = (source: string, name: string): Docstring | undefined => {
  for (const { 1: comment = '', groups } of source.matchAll(COMMENT))
    if (groups?.['name'] === name) return partsOf(comment);
  return undefined;
};
