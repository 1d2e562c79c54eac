import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Code in a document. */
export interface CodeBlock {
  /** The path from the root of the repository. */
  readonly file: string;
  /** The number of its first line, from 1. */
  readonly line: number;
  readonly code: string;
}

type Line = readonly [text: string, number: number];

const linesOf = (file: string): readonly Line[] =>
  readFileSync(`${ROOT}${file}`, 'utf8')
    .split('\n')
    .map((text, index) => [text, index + 1]);

/** Returns the lines of each block, without those that open and close it. */
const between = (lines: readonly Line[], opens: RegExp, closes: RegExp): readonly (readonly Line[])[] => {
  const blocks: Line[][] = [];
  let block: Line[] | undefined;
  for (const line of lines) {
    if (block !== undefined && closes.test(line[0])) block = undefined;
    else block?.push(line);
    if (opens.test(line[0])) blocks.push((block = []));
  }
  return blocks;
};

const blockOf = (file: string, lines: readonly Line[], margin: RegExp): CodeBlock => ({
  file,
  line: lines[0]?.[1] ?? 1,
  code: lines.map(([text]) => `${text.replace(margin, '')}\n`).join(''),
});

/** Finds every `@example` of a source file. */
export const docstringBlocks = (file: string): readonly CodeBlock[] =>
  between(linesOf(file), /^\s*\* @example\s*$/, /^\s*\*(\/| @(param|throws|example)\b)/).map((lines) =>
    blockOf(file, lines, /^\s*\* ?/),
  );

/** Finds every block of a page in this language. */
export const pageBlocks = (file: string, language: string): readonly CodeBlock[] =>
  between(linesOf(file), new RegExp(`^\`\`\`${language}$`), /^```$/).map((lines) => blockOf(file, lines, /^/));

const filesIn = (folder: string, extension: string, recursive: boolean): readonly string[] =>
  readdirSync(`${ROOT}${folder}`, { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => `${folder}${name}`)
    .sort();

/** Page whose code is a test by itself: testing.spec.ts. */
const TESTED = 'docs/testing.md';

/** Lists the pages of this repository. */
export const pages = (): readonly string[] =>
  ['', 'bench/', 'docs/', 'examples/']
    .flatMap((folder) => filesIn(folder, '.md', false))
    .filter((page) => page !== TESTED);

/** Lists the files of the library. */
export const sources = (): readonly string[] => filesIn('lib/', '.ts', true);

/** Finds all code blocks of the documents of the library. */
export const documentedCode = (): readonly CodeBlock[] => [
  ...pages().flatMap((file) => pageBlocks(file, 'ts')),
  ...sources().flatMap(docstringBlocks),
];
