// Makes one file of the compiled application. The packages of Angular are published half compiled: its linker completes
// them, as `ng build` does. Without it, a page would need the compiler.
import { createEs2015LinkerPlugin } from '@angular/compiler-cli/linker/babel';
import { NodeJSFileSystem } from '@angular/compiler-cli';
import { transformFileAsync } from '@babel/core';
import { build } from 'esbuild';

const linker = createEs2015LinkerPlugin({
  fileSystem: new NodeJSFileSystem(),
  logger: { level: 3, debug: () => {}, info: () => {}, warn: console.error, error: console.error },
  linkerJitMode: false,
});

const link = {
  name: 'link',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/(@angular|@ngrx)\/.*\.mjs$/ }, async ({ path }) => {
      const { code } = await transformFileAsync(path, { plugins: [linker], compact: false, configFile: false });
      return { contents: code, loader: 'js' };
    }),
};

const { metafile } = await build({
  entryPoints: ['compiled/main.js'],
  outfile: 'page.mjs',
  bundle: true,
  minify: true,
  platform: 'browser',
  format: 'esm',
  define: { ngDevMode: 'false' },
  plugins: [link],
  metafile: true,
  logLevel: 'error',
});
console.log(JSON.stringify(metafile.outputs['page.mjs'].inputs));
