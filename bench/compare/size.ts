import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Bench } from '../Bench.js';
import { versionIn } from '../machine.js';
import type { Table } from '../table.js';

const BENCH = fileURLToPath(new URL('..', import.meta.url));

interface Import {
  readonly code: string;
  /** Where its packages are, with their names. */
  readonly packages: readonly (readonly [name: string, folder: string])[];
}

/** What one writes to ask for an answer, and no more; each with all that it needs, RxJS included. */
const IMPORTS: ReadonlyMap<string, Import> = new Map([
  [
    'rx',
    {
      code: `export { ResponsesClient } from 'codex-rx'`,
      packages: [
        ['codex-rx', '..'],
        ['rxjs', '../node_modules/rxjs'],
      ],
    },
  ],
  [
    'naive',
    {
      code: `export { naive } from '../sections/dist/contenders/naive.js'`,
      packages: [
        ['rxjs', '../node_modules/rxjs'],
        ['io-ts', '../node_modules/io-ts'],
      ],
    },
  ],
  ['openai6', { code: `export { default } from 'openai6'`, packages: [['openai', 'node_modules/openai6']] }],
  ['openai7', { code: `export { default } from 'openai7'`, packages: [['openai', 'node_modules/openai7']] }],
  [
    'ai5',
    {
      code: `export { streamText } from 'ai5'; export { createOpenAI } from '@ai-sdk/openai2'`,
      packages: [
        ['ai', 'node_modules/ai5'],
        ['@ai-sdk/openai', 'node_modules/@ai-sdk/openai2'],
      ],
    },
  ],
  [
    'ai7',
    {
      code: `export { streamText } from 'ai7'; export { createOpenAI } from '@ai-sdk/openai4'`,
      packages: [
        ['ai', 'node_modules/ai7'],
        ['@ai-sdk/openai', 'node_modules/@ai-sdk/openai4'],
      ],
    },
  ],
]);

const bundle = async (code: string): Promise<Uint8Array> => {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: BENCH },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'error',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`esbuild made nothing of ${code}`);
  return file.contents;
};

const kilobytes = (bytes: Uint8Array): string => (bytes.length / 1000).toFixed(1);

/** What a page loads for each client. */
export const size = async (bench: Bench): Promise<readonly Table[]> => {
  const rows: (readonly string[])[] = [];
  for (const [name, { code, packages }] of IMPORTS) {
    if (!bench.options.clients.includes(name)) continue;
    const bytes = await bundle(code);
    const versions = packages.map(([title, folder]) => `${title} ${versionIn(folder)}`).join(', ');
    rows.push([name, kilobytes(bytes), kilobytes(gzipSync(bytes, { level: 9 })), versions]);
  }
  return [
    {
      title: `size, the plainest import for a browser, by esbuild ${versionIn('../node_modules/esbuild')}`,
      head: ['client', 'minified kB', 'gzip -9 kB', 'versions'],
      rows,
    },
  ];
};
