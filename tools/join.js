// Bundles the modules behind each entry point into a few files for Node. Node takes about half a millisecond to find and load
// each of two hundred modules, half of the import time of the package without rxjs. Bundlers get the separate modules, so
// that they can drop unused ones.
import { build } from 'esbuild';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath, URL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { exports, bin } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

/** `./dist/joined/agent/index.js` is joined from `./dist/agent/index.js`. */
const JOINED = 'dist/joined';
const joined = [...Object.values(exports).map(({ node }) => node), ...Object.values(bin)].filter(Boolean);

rmSync(`${root}${JOINED}`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: joined.map((path) => path.replace(JOINED, 'dist')),
  outbase: 'dist',
  outdir: JOINED,
  chunkNames: 'chunks/[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  sourcemap: true,
  sourcesContent: false, // the sources are in the package
  logLevel: 'warning',
});
