// The site: the page, and the address that its agent sends its runs to. The key of the provider stays here.
import type { ResponsesClient } from 'codex-rx';
import { build } from 'esbuild';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { answerRun, type Run } from './agent.js';

const HOST = '127.0.0.1';
const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A site that is served. */
export interface Site {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const bundle = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [pathOf('page.tsx')],
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
    logLevel: 'error',
  });
  return outputFiles.map(({ text }) => text).join('');
};

let code: Promise<string> | undefined;
/** Made once: the page is the same for every site. */
const pageCode = (): Promise<string> => (code ??= bundle());

/** A page sends the whole thread with each run. Check here what this user may send. */
const isRun = (body: unknown): body is Run =>
  typeof body === 'object' && body !== null && 'threadId' in body && 'runId' in body && 'messages' in body;

const serveRun = async (client: ResponsesClient, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body: unknown = await json(request).catch(() => undefined);
  if (!isRun(body)) {
    response.writeHead(400).end('The input of a run is expected.');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const running = answerRun(client, body).subscribe({
    next: (event) => response.write(`data: ${JSON.stringify(event)}\n\n`),
    error: () => response.destroy(),
    complete: () => response.end(),
  });
  response.once('close', () => running.unsubscribe()); // Stop in the page closes the connection to the provider
};

/** Bundles the page and serves it; `port` 0 is a free one. */
export const startSite = async (client: ResponsesClient, port = 0): Promise<Site> => {
  const files = new Map([
    ['/', { type: 'text/html', text: await readFile(pathOf('index.html'), 'utf8') }],
    ['/page.js', { type: 'text/javascript', text: await pageCode() }],
  ]);
  const site = createServer((request, response) => {
    if (request.method === 'POST') {
      void serveRun(client, request, response);
      return;
    }
    const file = files.get(request.url ?? '/');
    response.writeHead(file ? 200 : 404, { 'content-type': `${file?.type ?? 'text/plain'}; charset=utf-8` });
    response.end(file?.text ?? 'There is nothing here.');
  });
  await once(site.listen(port, HOST), 'listening');
  const address = site.address();
  return {
    url: `http://${HOST}:${typeof address === 'object' ? (address?.port ?? port) : port}/`,
    close: async () => {
      const closed = once(site, 'close');
      site.close();
      site.closeAllConnections();
      await closed;
    },
  };
};
