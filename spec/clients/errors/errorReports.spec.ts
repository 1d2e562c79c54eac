import { createServer, type Server } from 'node:net';
import { existsSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { finalize, of, type Observable } from 'rxjs';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import { CompactClient } from '../../../lib/clients/CompactClient.js';
import { GeminiClient } from '../../../lib/clients/GeminiClient.js';
import { MessagesClient } from '../../../lib/clients/MessagesClient.js';
import { ModelsClient } from '../../../lib/clients/ModelsClient.js';
import { ResponsesWebSocketClient } from '../../../lib/clients/ResponsesWebSocketClient.js';
import { nodeWebSocketTransport } from '../../../lib/node/nodeWebSocketTransport.js';
import { recordingTransport } from '../../../lib/node/recording/recordingTransport.js';
import { isApiError } from '../../../lib/protocol/errors/ApiError.js';
import { apiErrorData } from '../../../lib/protocol/errors/apiErrorData.js';
import type { CallReport } from '../../../lib/telemetry/Telemetry.js';
import { response, virtualTransport } from '../../../lib/testing/virtualTransport.js';
import { bytes } from '../../../lib/testing/wire.js';
import type { ClientOptions } from '../../../lib/clients/http/EndpointSession.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import { exitCodeOf } from '../../../lib/cli/exitCodes.js';
import { run } from '../../../lib/cli/run.js';
import { httpTransport } from '../../../lib/node/httpTransport.js';
import { adviceFor } from '../../../lib/protocol/errors/adviceFor.js';
import { isRetryable } from '../../../lib/protocol/errors/isRetryable.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { publicUrl } from '../../../lib/provider/publicUrl.js';
import { fetchTransport } from '../../../lib/transport/fetchTransport.js';
import { useFolder } from '../../node/temporary.js';
import { errorOf, outcomeOf, until } from '../../support/collect.js';
import { fakeTerminal } from '../../support/fakeTerminal.js';
import { loopback, type Loopback } from '../../support/loopback.js';

const portOf = (server: Server): number => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('the server has no port');
};

const wires = {
  responses: (options: ClientOptions) => new ResponsesClient(options).streamPrompt('m', 'x'),
  chat: (options: ClientOptions) => new ChatClient(options).streamPrompt('m', 'x'),
};
const transports = { fetch: fetchTransport, http: httpTransport };
const providerAt = (baseUrl: string, maxAttempts = 0) =>
  createProvider({ name: 'raw', baseUrl, retry: { maxAttempts, baseDelay: 1 } });

for (const [wire, ask] of Object.entries(wires)) {
  describe(`what a failure means, over ${wire}`, () => {
    let server: Loopback;
    let answers: { readonly status: number; readonly body: string }[];
    beforeEach(async () => {
      answers = [];
      server = await loopback((_request, response) => {
        const { status, body } = answers.shift() ?? { status: 400, body: '' };
        response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      });
    });
    afterEach(() => server.stop());

    const asked: readonly (readonly [string, object | readonly object[], number])[] = [
      [
        'RetryInfo',
        [{ error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'm', details: [{ retryDelay: '90s' }] } }],
        90_000,
      ],
      ['words with minutes', { error: { message: 'Rate limit reached. Please try again in 1m30s.' } }, 90_000],
      [
        'words that say retry after',
        { error: { code: '429', message: 'Please retry after 86400 seconds.' } },
        86_400_000,
      ],
    ];
    for (const [what, body, delay] of asked)
      it(`E3: fails at once where only the body asks for more than maxDelay: ${what}`, async () => {
        answers = [{ status: 429, body: JSON.stringify(body) }];
        const error = await errorOf(ask({ provider: providerAt(server.origin, 3) }));
        expect(error).to.include({ type: 'rate_limit', status: 429, delay });
        expect(server.requests).to.have.length(1);
      });

    it('E3: waits for what only the body asks for, then asks again', async () => {
      const seen: number[] = [];
      const body = JSON.stringify({ error: { message: 'Rate limit reached, try again in 7ms' } });
      answers = [
        { status: 429, body },
        { status: 400, body: '{}' },
      ];
      const telemetry = { onRetry: ({ delay }: { readonly delay: number }) => seen.push(delay) };
      await errorOf(ask({ provider: providerAt(server.origin, 1), telemetry }));
      expect(seen).to.deep.equal([7]);
      expect(server.requests).to.have.length(2);
    });

    it('E1: gives HTTP 400 the kind of its code, with the response', async () => {
      const body = JSON.stringify({ error: { code: 'context_length_exceeded', message: 'too long' } });
      answers = [{ status: 400, body }];
      const error = await errorOf(ask({ provider: providerAt(server.origin) }));
      expect(error).to.include({ type: 'context_window_exceeded', status: 400, code: 'context_length_exceeded' });
      expect(error.headers).to.include({ 'content-type': 'application/json' });
      expect(Object.keys(error)).not.to.include('headers');
    });

    it('E4: makes rate_limit of a 429 that says nothing more, and nothing decides by its message', async () => {
      answers = [{ status: 429, body: '' }];
      const error = await errorOf(ask({ provider: providerAt(server.origin) }));
      expect(error).to.include({ type: 'rate_limit', status: 429, message: 'http 429' });
      expect([isRetryable(error), exitCodeOf(error)]).to.deep.equal([true, 6]);
      expect(inspect(error)).to.match(/^ApiError: http 429/);
    });

    for (const end of ['responses', 'chat/completions'])
      it(`E5: names the endpoint at the end of a base URL: ${end}`, async () => {
        answers = [{ status: 404, body: 'Not found' }];
        const error = await errorOf(ask({ provider: providerAt(`${server.origin}/v1/${end}`) }));
        expect(adviceFor(error)).to.include(`The base URL ends in /${end}`);
        expect(adviceFor(error, { for: 'user' })).not.to.match(/URL/);
      });

    for (const [name, transport] of Object.entries(transports)) {
      it(`E5: says of https asked of an http port what it is, over ${name}`, async () => {
        const provider = providerAt(server.origin.replace('http:', 'https:'));
        const error = await errorOf(ask({ provider, transport: transport() }));
        expect(error).to.include({ type: 'transport', code: 'ERR_SSL_WRONG_VERSION_NUMBER' });
        expect(error.message).to.include('the port answers without TLS');
        expect(adviceFor(error)).to.include('http://');
      });

      it(`E7: a reset before the head is network, over ${name}`, async () => {
        const closing = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
        await new Promise<void>((resolve) => closing.listen(0, '127.0.0.1', resolve));
        const port = portOf(closing);
        const error = await errorOf(ask({ provider: providerAt(`http://127.0.0.1:${port}`), transport: transport() }));
        expect(error).to.include({ type: 'transport' }).and.to.have.nested.property('error.type', 'network');
        expect(exitCodeOf(error)).to.equal(4);
        closing.close();
      });

      it(`E7: a reset in the middle of the answer is stream, with the code, over ${name}`, async () => {
        const head =
          'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n8\r\n: hello\n\r\n';
        const closing = createServer((socket) =>
          socket.once('data', () => socket.write(head, () => setTimeout(() => socket.resetAndDestroy(), 20))),
        );
        await new Promise<void>((resolve) => closing.listen(0, '127.0.0.1', resolve));
        const port = portOf(closing);
        const error = await errorOf(ask({ provider: providerAt(`http://127.0.0.1:${port}`), transport: transport() }));
        expect(error).to.include({ type: 'stream', reason: 'connection_lost' });
        expect(error.code).to.match(/ECONNRESET|UND_ERR_SOCKET/);
        expect([isRetryable(error), exitCodeOf(error)]).to.deep.equal([true, 7]);
        closing.close();
      });
    }

    for (const words of ['Failed to fetch', 'Load failed', 'NetworkError when attempting to fetch resource.'])
      it(`E5: says that "${words}" may be CORS`, async () => {
        const transport = fetchTransport({ fetch: () => Promise.reject(new TypeError(words)) });
        const error = await errorOf(ask({ provider: providerAt('https://host.example'), transport }));
        expect(error.message).to.include(words).and.include('CORS');
        expect(adviceFor(error)).to.include('CORS');
      });

    const bases = [
      'http://somebody:hunter22secret@127.0.0.1:9/v1',
      'http://127.0.0.1:9/v1?key=hunter22secret',
      'http://hunter22secret@127.0.0.1:9/v1?note=hunter22secret#hunter22secret',
    ];
    for (const baseUrl of bases)
      it(`E6: nothing of the user info and the query of ${baseUrl} reaches a log line or a hook`, async () => {
        const lines: unknown[] = [];
        const note = (line: string) => lines.push(line);
        const logger = { debug: note, info: note, warn: note, error: note };
        const telemetry = { onCall: (call: { readonly baseUrl: string }) => void lines.push(call.baseUrl) };
        const provider = providerAt(baseUrl);
        const { error } = await outcomeOf(ask({ provider, logger, telemetry }));
        expect(lines).to.include('http://127.0.0.1:9/v1');
        expect(lines.join('\n')).not.to.match(/hunter22secret|somebody/);
        expect(inspect(error)).not.to.match(/somebody/);
      });

    it('E6: nor the terminal', async () => {
      const terminal = fakeTerminal();
      for (const baseUrl of bases)
        await outcomeOf(run(['--wire', wire, '--retries', '0', '--base-url', baseUrl, 'hi'], {}, terminal));
      expect(terminal.everything()).not.to.match(/hunter22secret|somebody/);
      expect(terminal.everything()).not.to.equal('');
    });
  });
}

describe('E6 the user info and the query of a base URL, in other calls', () => {
  const SECRET = 'hunter22secret';
  const baseUrl = `http://somebody:${SECRET}@127.0.0.1:9/v1?key=${SECRET}#${SECRET}`;
  const seen = async (ask: (options: ClientOptions) => Observable<unknown>): Promise<string> => {
    const lines: unknown[] = [];
    const note = (...line: readonly unknown[]) => void lines.push(...line);
    const logger = { debug: note, info: note, warn: note, error: note };
    const telemetry = {
      onCall: ({ redact: _redact, ...call }: CallReport) => void lines.push(call),
      onRequest: note,
      onRetry: note,
    };
    const { error } = await outcomeOf(ask({ provider: providerAt(baseUrl, 1), logger, telemetry }));
    expect(lines).not.to.have.length(0);
    return inspect([lines, error, isApiError(error) ? apiErrorData(error) : error], { depth: 12 });
  };
  const unary: Readonly<Record<string, (options: ClientOptions) => Observable<unknown>>> = {
    models: (options) => new ModelsClient(options).listModels('1.0.0'),
    compact: (options) => new CompactClient(options).compactInput({ model: 'm', instructions: '', input: [] }),
    'input tokens': (options) => new ResponsesClient(options).countInputTokens('m', 'x'),
    messages: (options) => new MessagesClient(options).streamPrompt('m', 'x'),
    gemini: (options) => new GeminiClient(options).streamPrompt('m', 'x'),
    'a WebSocket': (options) => {
      const connection = new ResponsesWebSocketClient({ ...options, transport: nodeWebSocketTransport() }).connect();
      return connection.streamPrompt('m', 'x').pipe(finalize(() => connection.close()));
    },
  };
  for (const [name, ask] of Object.entries(unary))
    it(`E6: reach no log line, hook or error of ${name}`, async () => {
      expect(await seen(ask)).not.to.match(/hunter22secret|somebody/);
    });

  const folder = useFolder();
  it('E6: reach no recording', async () => {
    const path = folder.path('e6.jsonl');
    const withQuery = `http://127.0.0.1:9/v1?key=${SECRET}`;
    const answering = virtualTransport(of(response(of(bytes('data: [DONE]\n\n')))));
    const transport = recordingTransport(path, answering);
    await outcomeOf(new ChatClient({ provider: providerAt(withQuery), transport }).streamPrompt('m', 'x'));
    await until(() => existsSync(path) && readFileSync(path, 'utf8').split('\n').length > 2);
    expect(readFileSync(path, 'utf8')).to.include('"type":"head"').and.not.to.include(SECRET);
  });
});

describe('publicUrl', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['https://host.example/v1', 'https://host.example/v1'],
    ['https://host.example/', 'https://host.example/'],
    ['https://a:b@host.example', 'https://host.example'],
    ['https://host.example:8443/v1?api-version=1#x', 'https://host.example:8443/v1'],
    ['no url with hunter2', '(not a URL)'],
  ];
  for (const [url, expected] of rows)
    it(`E6: makes ${expected} of ${url}`, () => {
      expect(publicUrl(url)).to.equal(expected);
    });
});
