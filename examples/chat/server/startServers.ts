import type { ScriptedServer } from 'codex-rx/server';
import { build } from 'esbuild';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Observable } from 'rxjs';
import type { ServerView } from '../serverView.js';
import { startApi } from './startApi.js';

const HOST = '127.0.0.1';
const pathOf = (name: string): string => fileURLToPath(new URL(`../page/${name}`, import.meta.url));

/** The page, and the server that it asks. */
export interface Servers {
  /** Where the page is. */
  readonly url: string;
  readonly api: ScriptedServer;
  readonly close: () => Promise<void>;
}

/** The modules of the page in one file, which knows the address of the API. */
const bundle = async (baseUrl: string): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [pathOf('main.ts')],
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    define: { BASE_URL: JSON.stringify(baseUrl) },
    sourcemap: 'inline',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
};

/** The server's view as an event stream, for as long as the page listens. */
const tellView = (view$: Observable<ServerView>, response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const subscription = view$.subscribe({
    next: (view) => response.write(`data: ${JSON.stringify(view)}\n\n`),
    error: (cause: unknown) => response.destroy(cause instanceof Error ? cause : undefined),
  });
  response.once('close', () => subscription.unsubscribe());
};

/** Bundles the page and serves it; `port` is the page's, 0 a free one. */
export const startServers = async (port = 0): Promise<Servers> => {
  const { server: api, view$ } = await startApi();
  const files = new Map([
    ['/', { type: 'text/html', text: await readFile(pathOf('index.html'), 'utf8') }],
    ['/style.css', { type: 'text/css', text: await readFile(pathOf('style.css'), 'utf8') }],
    ['/icon.svg', { type: 'image/svg+xml', text: await readFile(pathOf('icon.svg'), 'utf8') }],
    ['/main.js', { type: 'text/javascript', text: await bundle(api.baseUrl) }],
  ]);

  const answer: RequestListener = ({ url = '/' }, response) => {
    if (url === '/server-view') {
      tellView(view$, response);
      return;
    }
    const file = files.get(url);
    response
      .writeHead(file ? 200 : 404, {
        'content-type': `${file?.type ?? 'text/plain'}; charset=utf-8`,
        'content-security-policy': `default-src 'self'; connect-src 'self' ${new URL(api.baseUrl).origin}`,
      })
      .end(file?.text ?? 'There is nothing here.');
  };

  const pages = createServer(answer);
  await once(pages.listen(port, HOST), 'listening');
  const address = pages.address();
  const close = async (): Promise<void> => {
    const closed = once(pages, 'close');
    pages.close();
    pages.closeAllConnections();
    await Promise.all([closed, api.close()]);
  };
  return { url: `http://${HOST}:${typeof address === 'object' ? (address?.port ?? port) : port}/`, api, close };
};
