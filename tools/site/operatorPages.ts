import { readdirSync, readFileSync } from 'node:fs';
import { drawingsIn } from '../../spec/support/diagrams/diagramOf.js';
import { docstringOf } from './docstringOf.js';
import { drawDiagram } from './drawDiagram.js';

/** Page of the site: the operators of one folder of `lib/operators`. */
export interface OperatorPage {
  readonly params: { readonly category: string; readonly title: string };
  readonly content: string;
}

const TITLES: Readonly<Record<string, string>> = {
  http: 'Requests and responses',
  framing: 'Framing and silence',
  decode: 'Frames to events',
  answer: 'Answers',
  tools: 'Tools',
  flow: 'Flow',
  telemetry: 'Telemetry',
};

const exportedNames = (index: string): ReadonlySet<string> =>
  new Set([...index.matchAll(/\b[a-z]\w*(?=[ ,}])/g)].map(([name]) => name));

const withDrawings = (text: string): string =>
  text.replaceAll(/```text\n[^]*?```/g, (block) =>
    drawingsIn(block)
      .map(
        (drawing) =>
          `<div class="drawing" tabindex="0" role="group" aria-label="Marble diagram">${drawDiagram(drawing.text)}</div>`,
      )
      .join('\n\n'),
  );

// A link of a docstring, `{@link name}`, is for the API reference.
const withoutLinks = (text: string): string => text.replaceAll(/\{@link ([^}]+)\}/g, '`$1`');

const sectionOf = (name: string, source: string): string => {
  const docstring = docstringOf(source, name);
  if (docstring === undefined) return '';
  const { text, params, example } = docstring;
  return [
    `## ${name}`,
    withoutLinks(withDrawings(text)),
    params.map((param) => `- \`${param.replace(/^(\S+)/, '$1`:')}`).join('\n'),
    example === '' ? '' : `\`\`\`ts\n${example.replaceAll(/^```\w*\n?|```$/gm, '').trim()}\n\`\`\``,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
};

/** Makes the pages from the docstrings of the operators that `codex-rx/operators` exports. */
export const operatorPages = (lib: URL): readonly OperatorPage[] => {
  const names = exportedNames(readFileSync(new URL('operators/index.ts', lib), 'utf8'));
  return Object.entries(TITLES).map(([category, title]) => {
    const folder = new URL(`operators/${category}/`, lib);
    const sections = readdirSync(folder)
      .filter((file) => file.endsWith('.ts') && names.has(file.replace('.ts', '')))
      .sort()
      .map((file) => sectionOf(file.replace('.ts', ''), readFileSync(new URL(file, folder), 'utf8')));
    return { params: { category, title }, content: `# ${title}\n\n${sections.join('\n\n')}\n` };
  });
};
