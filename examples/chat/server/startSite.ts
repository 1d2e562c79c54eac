import { nodeListener, pipeTo } from 'codex-rx/node';
import type { RelayOptions } from 'codex-rx/relay';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { Observable } from 'rxjs';
import type { ServerView } from '../serverView.js';
import type { PageFile } from './bundlePage.js';
import { chatRelay } from './chatRelay.js';
import type { ChatModel } from './ChatModel.js';

const HOST = '127.0.0.1';

/** The server of the page. */
export interface Site {
  readonly url: string;
  readonly port: number;
  /** Ends all answers and closes all connections. */
  readonly close: () => Promise<void>;
}

/** What a site serves. */
export interface SiteOptions {
  readonly files: ReadonlyMap<string, PageFile>;
  readonly model: ChatModel;
  readonly view$: Observable<ServerView>;
  /** Default: a free port. */
  readonly port?: number | undefined;
  /** Receives the errors of answers, for a log. Default: none, as the page shows them. */
  readonly onError?: NonNullable<RelayOptions['onError']>;
}

/** Serves the page, and on the same origin its relay and the view of the provider. */
export const startSite = async ({
  files,
  model,
  view$,
  port = 0,
  onError = () => undefined,
}: SiteOptions): Promise<Site> => {
  const relay = chatRelay(model, { onError });
  const relayed = nodeListener(relay);

  const answer: RequestListener = (request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?');
    if (path === '/api/chat') return relayed(request, response);
    if (path === '/server-view') return void view$.pipe(pipeTo(response)).subscribe({ error: onError });
    const file = files.get(path);
    response
      .writeHead(file ? 200 : 404, {
        'content-type': `${file?.type ?? 'text/plain'}; charset=utf-8`,
        'content-security-policy': "default-src 'self'",
      })
      .end(file?.text ?? 'There is nothing here.');
  };

  const server = createServer(answer);
  await once(server.listen(port, HOST), 'listening');
  const address = server.address();
  const actual = typeof address === 'object' ? (address?.port ?? port) : port;
  const close = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    relay.close();
    await closed;
  };
  return { url: `http://${HOST}:${actual}/`, port: actual, close };
};
