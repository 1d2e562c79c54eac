import { build } from 'esbuild';
import { expect } from 'chai';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';

const lib = (folder: string) => fileURLToPath(new URL(`../lib/${folder}index.ts`, import.meta.url));

/** What a browser's bundle of an entry point is made of. Rejects where something cannot be found in a browser. */
const bundled = async (entryPoint: string): Promise<readonly string[]> => {
  const { metafile } = await build({
    entryPoints: [lib(entryPoint)],
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return Object.values(metafile.outputs).flatMap(({ inputs, imports }) => [
    ...Object.keys(inputs),
    ...imports.map(({ path }) => path),
  ]);
};

const isBuiltin = (path: string) => path.startsWith('node:') || builtinModules.includes(path);

describe('a bundle for browsers', () => {
  for (const entryPoint of ['', 'operators/', 'testing/', 'otel/', 'ag-ui/', 'angular/', 'ngrx/', 'react/'])
    it(`of codex-rx/${entryPoint} holds nothing of Node, and nothing is left to find`, async () => {
      const parts = await bundled(entryPoint);
      expect(parts.filter(isBuiltin)).to.deep.equal([]);
      expect(parts.filter((path) => /^lib\/(node|server|agent|cli)\//.test(path))).to.deep.equal([]);
      expect(parts.filter((path) => path.includes('fp-ts/lib/'))).to.deep.equal([]);
      expect(parts.some((path) => path.endsWith('.ts'))).to.equal(true);
    });

  it('cannot be made of an entry point to Node', async () => {
    const failure: unknown = await bundled('server/').then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(String(failure)).to.contain('Could not resolve "node:http"');
  });
});
