import { posix } from 'node:path';
import { anchorsOf, headingsOf, lineAt, linksOf, tableRows } from './markdown.js';

/** A file of the repository. */
export interface TextFile {
  /** From the root of the repository. */
  readonly file: string;
  readonly text: string;
}

/** Reads a file by its path from the root of the repository: '' for a folder, undefined where there is nothing. */
export type ReadPath = (path: string) => string | undefined;

const WIRE = 'docs/wire.md';
const DECISIONS = 'docs/decisions.md';

const isElsewhere = (target: string): boolean => /^([a-z][a-z\d+.-]*:|\/\/)/i.test(target);

const targetFault = (file: string, target: string, read: ReadPath): string | undefined => {
  const [path = '', anchor] = target.split('#');
  const name = path === '' ? file : posix.normalize(posix.join(posix.dirname(file), decodeURI(path)));
  const text = read(name.replace(/\/$/, ''));
  if (text === undefined) return `${target} does not exist`;
  if (anchor === undefined || !name.endsWith('.md')) return undefined;
  return anchorsOf(text).has(decodeURI(anchor)) ? undefined : `${name} has no heading #${anchor}`;
};

/** The links of a page that lead nowhere: to a missing file, or to a heading that the page does not have. */
export const pageFaults = ({ file, text }: TextFile, read: ReadPath): readonly string[] => {
  const readAll: ReadPath = (path) => (path === file ? text : read(path));
  return linksOf(text).flatMap(({ line, target }) => {
    const fault = isElsewhere(target) ? undefined : targetFault(file, target, readAll);
    return fault === undefined ? [] : [`${file}:${line}: ${fault}`];
  });
};

// ---- the two pages that comments cite

/** Between two words of a comment there may be the end of a line. */
const GAP = String.raw`(?:\s|\/\/|\*)+`;
const NUMBER = String.raw`\d+(?:\.\d+)*`;
const SECTION = new RegExp(
  String.raw`docs\/wire\.md,${GAP}sections?${GAP}(${NUMBER}(?:(?:,|${GAP}and|${GAP}or|${GAP}to)${GAP}${NUMBER})*)`,
  'g',
);
const WIRE_ALONE = new RegExp(String.raw`docs\/wire\.md(?!,${GAP}sections?${GAP}\d)`, 'g');
const MATTER = /docs\/decisions\.md:\s+([^\n]+)/g;
const MATTER_ALONE = /docs\/decisions\.md(?!:\s+\S)/g;

/** The numbers of the sections of the page about the wire. */
export const sectionsOf = (wire: string): ReadonlySet<string> =>
  new Set(headingsOf(wire).flatMap(({ text }) => /^(\d+(?:\.\d+)*)\.?\s/.exec(text)?.[1] ?? []));

/** Case, quotes and the marks of code make no difference. */
const plain = (text: string): string => text.replace(/[`"']/g, '').replace(/\s+/g, ' ').trim().toLowerCase();

/** The matters of the page of decisions: the first cell of each row. */
export const mattersOf = (decisions: string): readonly string[] =>
  tableRows(decisions).map(([matter = '']) => plain(matter));

// The rest of the line may go on after the matter, and the matter may go on in the next line.
const isMatter = (cited: string, matters: readonly string[]): boolean => {
  const text = plain(cited.replace(/(\*\/|[.)])?\s*$/, '').replace(/[.)]$/, ''));
  return text !== '' && matters.some((matter) => text.startsWith(matter) || matter.startsWith(text));
};

const citationFaults = ({ file, text }: TextFile, sections: ReadonlySet<string>, matters: readonly string[]) => {
  const at = (index: number, fault: string) => `${file}:${lineAt(text, index)}: ${fault}`;
  return [
    ...[...text.matchAll(SECTION)].flatMap(({ index, 1: numbers = '' }) =>
      (numbers.match(/\d+(?:\.\d+)*/g) ?? [])
        .filter((number) => !sections.has(number))
        .map((number) => at(index, `${WIRE} has no section ${number}`)),
    ),
    ...[...text.matchAll(MATTER)]
      .filter(([, cited = '']) => !isMatter(cited, matters))
      .map(({ index, 1: cited = '' }) => at(index, `${DECISIONS} has no matter "${cited.trim()}"`)),
    ...[...text.matchAll(WIRE_ALONE)].map(({ index }) => at(index, `write "${WIRE}, section N.M"`)),
    ...[...text.matchAll(MATTER_ALONE)].map(({ index }) => at(index, `write "${DECISIONS}: <matter>"`)),
  ];
};

// ---- comments

const COMMENT = /^[ \t]*\/\*\*?(?!\/)[\s\S]*?\*\/|(?<=^|\s)\/\/.*(?:\n[ \t]*\/\/.*)*/gm;
const isDocstring = (comment: string): boolean => comment.trimStart().startsWith('/**');

/** What nobody who reads the types can look up. */
const PRIVATE_SOURCE = /\bSource:|\b(?:wire|decisions)\.md\b|\bdesign,? (?:section )?\d/g;
// A number or a section must follow: pages of other projects, named in a sentence, are not meant.
const PAGE_CITED = /(?<![\w./-])((?:[\w-]+\/)*[\w-]+\.md)(?=[,:]?\s+(?:sections?\s+)?"?[A-Z]?\d)/g;

const privateSources = (file: string, text: string, start = 0, whole = text): readonly string[] =>
  [...text.matchAll(PRIVATE_SOURCE)].map(
    ({ index, 0: name }) => `${file}:${lineAt(whole, start + index)}: "${name}" in a docstring; use a // comment`,
  );

const deadPages = (file: string, comment: string, start: number, whole: string, read: ReadPath): readonly string[] =>
  [...comment.matchAll(PAGE_CITED)]
    .filter(([name]) => read(name) === undefined)
    .map(({ index, 0: name }) => `${file}:${lineAt(whole, start + index)}: ${name} does not exist`);

/**
 * The references in the comments of a source file that lead nowhere: to a section, a matter or a page that does not
 * exist. Docstrings of `lib` are published, so they may cite no page at all.
 */
export const sourceFaults = (source: TextFile, read: ReadPath): readonly string[] => {
  const { file, text } = source;
  const sections = sectionsOf(read(WIRE) ?? '');
  const matters = mattersOf(read(DECISIONS) ?? '');
  return [...text.matchAll(COMMENT)].flatMap(({ index, 0: comment }) => {
    if (file.startsWith('lib/') && isDocstring(comment)) {
      const faults = privateSources(file, comment, index, text);
      return faults.length > 0 ? faults : deadPages(file, comment, index, text, read);
    }
    const before = '\n'.repeat(lineAt(text, index) - 1);
    return [
      ...citationFaults({ file, text: before + comment }, sections, matters),
      ...deadPages(file, comment, index, text, read),
    ];
  });
};

/** What the types of the package cite and no user has. */
export const declarationFaults = ({ file, text }: TextFile): readonly string[] => privateSources(file, text);

/** The rows of the page of decisions without a test, and the tests whose title the linked file does not have. */
export const decisionFaults = (decisions: string, read: ReadPath): readonly string[] =>
  tableRows(decisions).flatMap((row) => {
    const [matter = '', test = ''] = [row[0], row.at(-1)];
    const linked = linksOf(test).map(({ target }) => posix.join(posix.dirname(DECISIONS), target));
    const texts = linked.map((path) => plain(read(path) ?? ''));
    const titles = [...test.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title);
    return [
      ...(linked.length === 0 ? [`${DECISIONS}: "${matter}" has no test`] : []),
      ...titles
        .filter((title) => !texts.some((text) => text.includes(plain(title))))
        .map((title) => `${DECISIONS}: no linked test has the title "${title}"`),
    ];
  });
