/** A link of a page. */
export interface Link {
  /** Where it is, from 1. */
  readonly line: number;
  /** Where it leads, as written. */
  readonly target: string;
}

/** A heading of a page. */
export interface Heading {
  readonly text: string;
  /** What a link to it has behind `#`. */
  readonly anchor: string;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}#{1,6}\s+(.*?)(?:\s+#+)?\s*$/;
const ANCHOR_TAG = /<a\s[^>]*?(?:id|name)="([^"]+)"/g;
// One pair of parentheses may be part of an address.
const INLINE_LINK = /\]\(\s*<?((?:[^()<>\s]|\([^()\s]*\))+)>?(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/g;
const DEFINITION = /^ {0,3}\[[^\]^]+\]:\s*<?([^\s>]+)/gm;
const HTML_LINK = /<[a-z][^>]*?\s(?:href|src)="([^"]*)"/gi;

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** A page without its blocks of code and its HTML comments; every line stays where it is. */
export const withoutBlocks = (text: string): string => {
  let fence: string | undefined;
  const lines = text.replace(/<!--[\s\S]*?-->/g, blank).split('\n');
  return lines
    .map((line) => {
      const mark = FENCE.exec(line)?.[1];
      if (fence === undefined) {
        fence = mark;
        return mark === undefined ? line : '';
      }
      if (mark?.startsWith(fence) === true && line.trim() === mark) fence = undefined;
      return '';
    })
    .join('\n');
};

/** Inline code shows links and does not make them. */
const withoutCode = (text: string): string => text.replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, blank);

// As GitHub names them: "4.4 Failure codes" is #44-failure-codes.
const slugOf = (heading: string): string =>
  heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');

/** The headings of a page in their order. A heading that occurs again has a number behind its anchor. */
export const headingsOf = (text: string): readonly Heading[] => {
  const seen = new Map<string, number>();
  return withoutBlocks(text)
    .split('\n')
    .flatMap((line) => HEADING.exec(line)?.[1] ?? [])
    .map((heading) => {
      const slug = slugOf(heading);
      const count = seen.get(slug) ?? 0;
      seen.set(slug, count + 1);
      return { text: heading, anchor: count === 0 ? slug : `${slug}-${count}` };
    });
};

/** Everything on a page that a link may name behind `#`. */
export const anchorsOf = (text: string): ReadonlySet<string> =>
  new Set([
    ...headingsOf(text).map(({ anchor }) => anchor),
    ...[...withoutBlocks(text).matchAll(ANCHOR_TAG)].flatMap(([, name]) => name ?? []),
  ]);

/** The number of the line that holds the character at `index`, from 1. */
export const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** The links of a page: inline links and images, definitions of reference links, and HTML. */
export const linksOf = (text: string): readonly Link[] => {
  const prose = withoutCode(withoutBlocks(text));
  return [INLINE_LINK, DEFINITION, HTML_LINK]
    .flatMap((form) => [...prose.matchAll(form)])
    .map((match) => ({ line: lineAt(prose, match.index), target: match[1] ?? '' }))
    .sort((one, other) => one.line - other.line);
};

/** The rows of the tables of a page, without their heads: the text of each cell. */
export const tableRows = (text: string): readonly (readonly string[])[] => {
  const lines = withoutBlocks(text).split('\n');
  return lines
    .filter((line, index) => line.startsWith('|') && !/^\|[\s:|-]+\|$/.test(lines[index + 1] ?? ''))
    .filter((line) => !/^\|[\s:|-]+\|\s*$/.test(line))
    .map((line) =>
      line
        .replace(/^\||\|\s*$/g, '')
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll('\\|', '|')),
    );
};
