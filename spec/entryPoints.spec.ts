import { build } from 'esbuild';
import { expect } from 'chai';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';

const lib = (folder: string) => fileURLToPath(new URL(`../lib/${folder}index.ts`, import.meta.url));

/** Bundles an entry point for browsers and lists its modules. Rejects if a module does not exist in browsers. */
const bundled = async (folder: string): Promise<readonly string[]> => {
  const { metafile } = await build({
    entryPoints: [lib(folder)],
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
  for (const folder of ['', 'operators/', 'testing/', 'otel/'])
    it(`of codex-rx/${folder} contains no module of Node and no unresolved import`, async () => {
      const parts = await bundled(folder);
      expect(parts.filter(isBuiltin)).to.deep.equal([]);
      expect(parts.filter((path) => /^lib\/(node|server|agent|cli)\//.test(path))).to.deep.equal([]);
      expect(parts.filter((path) => path.includes('fp-ts/lib/'))).to.deep.equal([]);
      expect(parts.some((path) => path.endsWith('.ts'))).to.equal(true);
    });

  it('cannot be made of an entry point for Node', async () => {
    const failure: unknown = await bundled('server/').then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(String(failure)).to.contain('Could not resolve "node:http"');
  });
});
