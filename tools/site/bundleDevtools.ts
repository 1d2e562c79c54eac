import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('devtools/main.ts', import.meta.url));

/** Writes the module of the devtools page: one file, with the parser of `.marble` files and without imports. */
export const bundleDevtools = async (outfile: string): Promise<void> => {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
  });
};
