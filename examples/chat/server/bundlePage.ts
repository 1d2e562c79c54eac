import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly text: string;
}

const pathOf = (name: string): string => fileURLToPath(new URL(`../page/${name}`, import.meta.url));

const bundle = async (isScripted: boolean): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [pathOf('main.ts')],
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    define: { IS_SCRIPTED: String(isScripted) },
    sourcemap: 'inline',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
};

/** Returns the files of the page by their paths, with all modules in one file. */
export const bundlePage = async (isScripted: boolean): Promise<ReadonlyMap<string, PageFile>> =>
  new Map([
    ['/', { type: 'text/html', text: await readFile(pathOf('index.html'), 'utf8') }],
    ['/style.css', { type: 'text/css', text: await readFile(pathOf('style.css'), 'utf8') }],
    ['/icon.svg', { type: 'image/svg+xml', text: await readFile(pathOf('icon.svg'), 'utf8') }],
    ['/main.js', { type: 'text/javascript', text: await bundle(isScripted) }],
  ]);
