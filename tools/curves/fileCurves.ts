import { renderMarkdown } from '../../lib/cli/markdown/renderMarkdown.js';
import { parseMarble } from '../../lib/protocol/recording/marbleFile/parseMarble.js';
import type { Curve } from './Curve.js';

const of = (name: string, textOf: (size: number) => string, read: (text: string) => unknown): Curve => ({
  name,
  prepare: (count) => {
    const text = textOf(count);
    return () => read(text);
  },
});
const markdown = (name: string, textOf: (size: number) => string): Curve =>
  of(`Markdown: ${name}`, textOf, renderMarkdown);
const marble = (name: string, textOf: (size: number) => string): Curve =>
  of(`.marble file: ${name}`, textOf, parseMarble);

const framesOf = (marks: string, value: string): string =>
  `marble 1\nrequests: 1\nhead 1: h\nframes 1: ${marks}|\n\nrequest 1 = GET /\n  < 101\na = ${value}\n`;

/** Markdown on a terminal, and `.marble` files. */
export const fileCurves: readonly Curve[] = [
  markdown('nested quotes', (size) => '>'.repeat(size)),
  markdown('nested lists', (size) => '1. '.repeat(size)),
  markdown('emphasis in one paragraph', (size) => '_a_'.repeat(size)),
  markdown('brackets in one paragraph', (size) => '[a]('.repeat(size)),
  markdown('paragraphs with emphasis', (size) => '**a** and *b*\n\n'.repeat(size)),
  { ...markdown('lines of an item', (size) => `- ${'a\n'.repeat(size)}`), minSize: 8_000 },
  markdown('indented lines of an item', (size) => `- a\n${'  b\n'.repeat(size)}`),
  { ...markdown('lazy lines of a quote', (size) => '> a\nb\n'.repeat(size)), minSize: 8_000 },
  markdown('a table of short rows', (size) => `${'|a'.repeat(size)}\n${'|-'.repeat(size)}\n${'x\n'.repeat(size)}`),
  markdown('a wide cell', (size) => `|${'é'.repeat(size)}|\n|-|\n`),
  marble('lanes of one name', (size) => `marble 1\n${'events: -\n'.repeat(size)}`),
  marble('marks of one lane', (size) => `marble 1\nevents: ${'a'.repeat(size)}|\n\na = 1\n`),
  marble(
    'marks of one long event',
    (size) => `marble 1\nevents: ${'a'.repeat(size)}|\n\na = [${'1,'.repeat(size)}1]\n`,
  ),
  marble('marks of one long frame', (size) => framesOf('a'.repeat(size), 'x'.repeat(size))),
  marble('marks of one request', (size) => `marble 1\nrequests: ${'1'.repeat(size)}\n\nrequest 1 = GET /\nhead 1: h\n`),
  marble('chunks of one value', (size) => framesOf('a', `> x${'\n  + > x'.repeat(size)}`)),
  marble('notes', (size) => `marble 1\n${'// a note\n'.repeat(size)}`),
];
