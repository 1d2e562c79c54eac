import { build } from 'esbuild';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleDevtools } from './bundleDevtools.js';

const PAGE = fileURLToPath(new URL('../../docs/public/devtools/index.html', import.meta.url));
const SCENES = fileURLToPath(new URL('devtools/scenes.ts', import.meta.url));
const APP = '<!doctype html><html lang="en"><title>app</title><script type="module" src="scenes.js"></script></html>';

/** The devtools page and an application that it can watch, on a free port of this machine. */
export interface DevtoolsServer {
  readonly page: string;
  readonly app: string;
  readonly close: () => Promise<void>;
}

/** Bundles the devtools page and the application of its pictures, and serves both from one origin. */
export const serveDevtools = async (): Promise<DevtoolsServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'codex-rx-devtools-'));
  await bundleDevtools(join(folder, 'devtools.js'));
  await build({
    entryPoints: [SCENES],
    outfile: join(folder, 'scenes.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
  });
  const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
    '/devtools/': ['text/html', await readFile(PAGE, 'utf8')],
    '/devtools/devtools.js': ['text/javascript', await readFile(join(folder, 'devtools.js'), 'utf8')],
    '/app/': ['text/html', APP],
    '/app/scenes.js': ['text/javascript', await readFile(join(folder, 'scenes.js'), 'utf8')],
  };
  await rm(folder, { recursive: true });
  const server = createServer(({ url = '/' }, reply) => {
    const [type, text] = files[url.replace(/\?.*/, '')] ?? ['text/plain', ''];
    reply.writeHead(text === '' ? 404 : 200, { 'content-type': `${type}; charset=utf-8` }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    page: `${origin}/devtools/`,
    app: `${origin}/app/`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
};
