// Finds links and references that lead nowhere: on the pages, in comments, and in the types that are published.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { declarationFaults, decisionFaults, pageFaults, sourceFaults, type TextFile } from './links/linkFaults.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'examples/README.md', 'bench/README.md'];

const read = (path: string): string | undefined => {
  const whole = `${root}${path}`;
  if (!existsSync(whole)) return undefined;
  return statSync(whole).isDirectory() ? '' : readFileSync(whole, 'utf8');
};

const filesIn = (folder: string, ending: string): readonly TextFile[] =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll(sep, '/')}`)
    .filter((file) => file.endsWith(ending))
    .sort()
    .map((file) => ({ file, text: read(file) ?? '' }));

const pages = [...PAGES.map((file) => ({ file, text: read(file) ?? '' })), ...filesIn('docs', '.md')];
const sources = ['lib', 'spec', 'marbles', 'tools'].flatMap((folder) => filesIn(folder, '.ts'));
const declarations = read('dist') === undefined ? [] : filesIn('dist', '.d.ts');

const faults = [
  ...pages.flatMap((page) => pageFaults(page, read)),
  ...decisionFaults(read('docs/decisions.md') ?? '', read),
  ...sources.flatMap((source) => sourceFaults(source, read)),
  ...declarations.flatMap(declarationFaults),
];
for (const fault of faults) console.log(`links: ${fault}`);
console.log(
  `links: ${pages.length} pages, ${sources.length} sources and ${declarations.length} declarations read, ${faults.length} faults`,
);
if (declarations.length === 0) console.log('links: there is no dist/; `npm run check:links` builds it first');
process.exitCode = faults.length === 0 ? 0 : 1;
