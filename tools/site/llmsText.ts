/** Page of the site, as Markdown. */
export interface MarkdownPage {
  /** The path on the site, e.g. `start`. */
  readonly path: string;
  readonly text: string;
}

const withoutFrontMatter = (text: string): string =>
  text.replace(/^---\n[^]*?\n---\n/, '').replace(/^<script setup>[^]*?<\/script>\n+/, '');

const titleOf = ({ path, text }: MarkdownPage): string => /^# (?<title>.+)$/m.exec(text)?.groups?.['title'] ?? path;

const firstSentenceOf = (text: string): string => {
  const paragraph = text.split(/\n{2,}/).find((part) => /^[A-Z`]/.test(part)) ?? '';
  return (/^.*?[.:](?=\s|$)/s.exec(paragraph)?.[0] ?? paragraph).replaceAll('\n', ' ');
};

/** Lists the pages for language models: https://llmstxt.org. */
export const llmsText = (pages: readonly MarkdownPage[]): string =>
  [
    '# codex-rx',
    '',
    "> Stream a language model's answer as an RxJS 7 Observable: clients, operators, tools, tests in virtual time.",
    '',
    ...pages.map(
      (page) => `- [${titleOf(page)}](/${page.path}.html): ${firstSentenceOf(withoutFrontMatter(page.text))}`,
    ),
    '',
  ].join('\n');

/** All pages as one text. */
export const llmsFullText = (pages: readonly MarkdownPage[]): string =>
  pages.map(({ text }) => withoutFrontMatter(text).trim()).join('\n\n');
