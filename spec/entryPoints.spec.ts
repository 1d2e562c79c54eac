import { build } from 'esbuild';
import { expect } from 'chai';
import { builtinModules } from 'node:module';
import { dirname } from 'node:path';
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

/** The folders of decoders and payloads in a bundle of one export, without what esbuild leaves out. */
const apisIn = async (name: string): Promise<readonly string[]> => {
  const { metafile } = await build({
    stdin: { contents: `export { ${name} } from ${JSON.stringify(lib(''))};`, resolveDir: dirname(lib('')) },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const folders = inputs
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => /lib\/(?:decode|payload)\/(responses|chat|messages|gemini)\//.exec(path)?.[1] ?? '');
  return [...new Set(folders)].filter((folder) => folder !== '').sort();
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

describe('a bundle of one client', () => {
  const CLIENTS = {
    StreamingClient: [],
    ResponsesClient: ['responses'],
    ChatClient: ['chat'],
    MessagesClient: ['messages'],
    GeminiClient: ['gemini'],
    RoutedClient: ['chat', 'gemini', 'messages', 'responses'],
  };
  for (const [name, apis] of Object.entries(CLIENTS))
    it(`holds the decoder and the payload of no other API: ${name}`, async () => {
      expect(await apisIn(name)).to.deep.equal(apis);
    });
});
