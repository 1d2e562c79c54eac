import { expect } from 'chai';
import type { Agent } from 'node:http';
import type { Socket } from 'node:net';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { ResponsesWebSocketClient } from '../../lib/clients/ResponsesWebSocketClient.js';
import { httpTransport } from '../../lib/node/httpTransport.js';
import { nodeWebSocketTransport } from '../../lib/node/nodeWebSocketTransport.js';
import type { ApiError } from '../../lib/protocol/errors/ApiError.js';
import { adviceFor } from '../../lib/protocol/errors/adviceFor.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { errorOf } from '../support/collect.js';
import { loopback, type Loopback } from '../support/loopback.js';

const VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);

/** The host of the provider. No test sends anything to it. */
const HOST = 'api.test';

/** What a proxy answers to CONNECT, and what becomes of it. */
interface Row {
  readonly what: string;
  readonly reply: (socket: Socket) => void;
  readonly code: string | undefined;
  readonly isRetried: boolean;
  readonly words: RegExp;
}

const status =
  (line: string, body = ''): Row['reply'] =>
  (socket) =>
    socket.end(`HTTP/1.1 ${line}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);

const sse = 'event: response.completed\ndata: {"type":"response.completed","response":{"id":"r"}}\n\n';

const rows: readonly Row[] = [
  ...[
    '401 Unauthorized',
    '403 Forbidden',
    '404 Not Found',
    '407 Proxy Authentication Required',
    '302 Found',
    '201 Created',
  ].map((line) => ({
    what: line,
    reply: status(line, sse),
    code: 'PROXY_REFUSED',
    isRetried: false,
    words: new RegExp(`the proxy answered ${line}`),
  })),
  ...['429 Too Many Requests', '502 Bad Gateway', '503 Service Unavailable', '504 Gateway Timeout'].map((line) => ({
    what: line,
    reply: status(line),
    code: 'PROXY_FAILED',
    isRetried: true,
    words: new RegExp(`the proxy answered ${line}`),
  })),
  { what: 'nothing, and ends', reply: (socket) => socket.end(), code: undefined, isRetried: true, words: /CONNECT/ },
  {
    what: 'nothing, and resets the connection',
    reply: (socket) => socket.resetAndDestroy(),
    code: 'ECONNRESET',
    isRetried: true,
    words: /ECONNRESET/,
  },
  {
    what: 'an end behind its consent',
    reply: status('200 OK'),
    code: 'ECONNRESET',
    isRetried: true,
    words: /before secure TLS connection/,
  },
];

describe('a proxy that answers CONNECT with', () => {
  const before: Record<string, string | undefined> = {};
  let proxy: Loopback;
  let tunnels: string[];
  let reply: Row['reply'];
  beforeEach(async () => {
    for (const name of VARIABLES) {
      before[name] = process.env[name];
      Reflect.deleteProperty(process.env, name);
    }
    tunnels = [];
    proxy = await loopback((_request, response) => response.writeHead(407).end('sign in first'));
    proxy.server.on('connect', (request, socket: Socket) => {
      tunnels.push(request.url ?? '');
      reply(socket);
    });
    process.env['HTTPS_PROXY'] = proxy.origin.replace('//', '//user:hunter2@');
  });
  afterEach(async () => {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    await proxy.stop();
  });

  let refreshed: number;
  const options = (scheme: string) => ({
    provider: createProvider({ name: 'x', baseUrl: `${scheme}://${HOST}/v1`, retry: { maxAttempts: 1, baseDelay: 1 } }),
    auth: {
      bearerToken: () => 'sk-1',
      refresh: () => {
        refreshed += 1;
        return Promise.resolve();
      },
    },
  });
  const overHttp = (agent?: Agent) =>
    errorOf(new ResponsesClient({ ...options('https'), transport: httpTransport({ agent }) }).streamPrompt('m', 'Hi'));
  const overSocket = (agent?: Agent) => {
    const client = new ResponsesWebSocketClient({ ...options('https'), transport: nodeWebSocketTransport({ agent }) });
    return errorOf(client.connect().streamPrompt('m', 'Hi'));
  };
  const failures: Readonly<Record<string, () => Promise<ApiError>>> = {
    httpTransport: () => overHttp(),
    'httpTransport with an agent': () => overHttp(new HttpsProxyAgent(proxy.origin)),
    nodeWebSocketTransport: () => overSocket(),
    'nodeWebSocketTransport with an agent': () => overSocket(new HttpsProxyAgent(proxy.origin)),
  };

  for (const [transport, fail] of Object.entries(failures))
    for (const row of rows)
      it(`${row.what}: an error of the connection that names the proxy, ${row.isRetried ? '' : 'not '}retried, over ${transport}`, async () => {
        refreshed = 0;
        ({ reply } = row);
        const error = await fail();
        if (error.type !== 'transport' || error.error.type !== 'network') throw error;
        expect(error.error.code).to.equal(row.code);
        expect(error.error.detail)
          .to.match(row.words)
          .and.include(`through the proxy ${new URL(proxy.origin).host}`);
        expect(JSON.stringify(error)).to.not.include('hunter2');
        expect(tunnels).to.deep.equal(Array.from({ length: row.isRetried ? 2 : 1 }, () => `${HOST}:443`));
        expect(refreshed).to.equal(0);
      });

  it('no tunnel, but a 407 to a plain request: the advice names the credentials of the proxy', async () => {
    process.env['HTTP_PROXY'] = proxy.origin;
    const client = new ResponsesClient({ ...options('http'), transport: httpTransport() });
    const error = await errorOf(client.streamPrompt('m', 'Hi'));
    expect(adviceFor(error)).to.match(/user name and password of the proxy/);
  });
});
