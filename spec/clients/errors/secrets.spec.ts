import { inspect } from 'node:util';
import { expect } from 'chai';
import type { Observable } from 'rxjs';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import { CompactClient } from '../../../lib/clients/CompactClient.js';
import type { ClientOptions } from '../../../lib/clients/http/EndpointSession.js';
import { MemoriesClient } from '../../../lib/clients/MemoriesClient.js';
import { ModelsClient } from '../../../lib/clients/ModelsClient.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import type { ResponsesConnection } from '../../../lib/clients/ResponsesConnection.js';
import { ResponsesWebSocketClient } from '../../../lib/clients/ResponsesWebSocketClient.js';
import { RoutedClient } from '../../../lib/clients/RoutedClient.js';
import { nodeWebSocketTransport } from '../../../lib/node/nodeWebSocketTransport.js';
import { responseOf } from '../../../lib/protocol/errors/responseOf.js';
import { bearerAuth } from '../../../lib/provider/AuthProvider.js';
import { createProvider, type ProviderOptions } from '../../../lib/provider/Provider.js';
import { textAnswer } from '../../../lib/server/script/answers.js';
import type { Fault, Script } from '../../../lib/server/script/Script.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { sse } from '../../../lib/testing/wire.js';
import { frame, rawWebSocket, sending } from '../../node/rawWebSocket.js';
import { errorOf, outcomeOf, valuesOf } from '../../support/collect.js';
import { clientOf, useServer } from '../../support/scripted.js';
import { connectionTo } from '../../support/scriptedSocket.js';

const KEY = 'sk-very-secret-0123456789';

describe('the key', () => {
  const using = useServer({ apiKey: 'another', script: {} });

  it('is masked in an error that repeats it, at any depth, and in telemetry', async () => {
    const telemetry = recordTelemetry();
    const client = clientOf(using.server, {}, { auth: bearerAuth(KEY), telemetry });
    const error = await errorOf(client.streamPrompt('m', 'x'));
    expect(error.message).to.equal('http 401: Incorrect API key provided: [redacted].');
    for (const text of [inspect(error, { depth: 10 }), JSON.stringify(error), inspect(telemetry, { depth: 10 })])
      expect(text).not.to.contain(KEY);
    expect(using.server.requests[0]?.headers['authorization']).to.equal(`Bearer ${KEY}`);
  });

  it('is masked in the address, where a provider wants it there', async () => {
    const client = clientOf(using.server, { queryParams: { 'api-key': KEY } });
    const error = await errorOf(client.streamPrompt('m', 'x'));
    expect(responseOf(error)?.url).to.match(/\/v1\/responses\?api-key=\[redacted\]$/);
    expect(inspect(error, { depth: 10 })).not.to.contain(KEY);
  });

  it('is masked in an error inside the stream', async () => {
    using.server.enqueue({ fault: { type: 'error_event', after: 1, error: { message: `the key ${KEY} is blocked` } } });
    const auth = { bearerToken: () => 'another', accountId: () => undefined };
    const client = clientOf(using.server, { headers: { 'api-key': KEY } }, { auth });
    const error = await errorOf(client.streamPrompt('m', 'x'));
    expect(error).to.include({ type: 'retryable', detail: 'the key [redacted] is blocked' });
  });
});

const unary: Readonly<Record<string, (options: ClientOptions) => Observable<unknown>>> = {
  CompactClient: (options) =>
    new CompactClient(options).compactInput({ model: 'm', input: [], instructions: 'Be brief.' }),
  MemoriesClient: (options) => new MemoriesClient(options).summarizeInput({ model: 'm', raw_memories: [] }),
  ModelsClient: (options) => new ModelsClient(options).listModels('1.0.0'),
};

const streaming: Readonly<Record<string, (options: ClientOptions) => Observable<unknown>>> = {
  ResponsesClient: (options) => new ResponsesClient(options).streamPrompt('m', 'x'),
  ChatClient: (options) => new ChatClient(options).streamPrompt('m', 'x'),
  'RoutedClient over responses': (options) => new RoutedClient(options).streamPrompt('m', 'x'),
  'RoutedClient over chat': ({ provider, ...options }) =>
    new RoutedClient({ ...options, provider: { ...provider, wire: 'chat' } }).streamPrompt('m', 'x'),
};

const clients = { ...streaming, ...unary };

/** Fails if a key can be seen anywhere in a value, hidden properties included. */
const expectNo = (key: string, ...values: readonly unknown[]): void => {
  for (const value of values)
    for (const text of [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value)])
      expect(text).not.to.contain(key);
};

const FAST: Partial<ProviderOptions> = { retry: { baseDelay: 1, maxAttempts: 1 } };

const sockets: Readonly<Record<string, (options: ClientOptions) => Observable<unknown>>> = {
  ResponsesWebSocketClient: ({ transport: _, ...options }) =>
    new ResponsesWebSocketClient({ ...options, transport: nodeWebSocketTransport() }).connect().streamPrompt('m', 'x'),
  'RoutedClient over a WebSocket': (options) =>
    new RoutedClient({ ...options, websocket: nodeWebSocketTransport() }).streamPrompt('m', 'x'),
};

describe('the key that a server refuses and repeats', () => {
  const using = useServer({ apiKey: 'another', script: {} });

  for (const [name, ask] of Object.entries({ ...clients, ...sockets }))
    it(`is masked in the error and the telemetry of ${name}`, async () => {
      const telemetry = recordTelemetry();
      const provider = createProvider({ name: 'scripted', baseUrl: using.server.baseUrl });
      const error = await errorOf(ask({ provider, auth: bearerAuth(KEY), telemetry }));
      expect(error.message).to.equal('http 401: Incorrect API key provided: [redacted].');
      expect(telemetry.requests.map((report) => report.error)).to.deep.equal([error]);
      expectNo(KEY, error, telemetry);
      expect(using.server.requests[0]?.headers['authorization']).to.equal(`Bearer ${KEY}`);
    });
});

describe('the key that a server repeats', () => {
  const using = useServer();
  const options = (telemetry: ReturnType<typeof recordTelemetry>, provider: Partial<ProviderOptions> = FAST) => ({
    provider: createProvider({ name: 'scripted', baseUrl: using.server.baseUrl, ...provider }),
    auth: bearerAuth(KEY),
    telemetry,
  });

  const bodies: Readonly<Record<string, unknown>> = {
    'a JSON error with status 200': { error: { message: `the key ${KEY} is blocked`, code: KEY, type: KEY } },
    'a page with status 200': `<html><body>The key ${KEY} is blocked.</body></html>`,
    'a JSON value that does not fit': { id: KEY, models: KEY, output: KEY },
  };
  for (const [name, ask] of Object.entries(clients))
    for (const [what, body] of Object.entries(bodies))
      it(`is masked in the error of ${name} where ${what} repeats it`, async () => {
        using.server.enqueue({ fault: { type: 'status', status: 200, body } });
        const telemetry = recordTelemetry();
        const error = await errorOf(ask(options(telemetry)));
        expect(error.message).to.contain('[redacted]');
        expectNo(KEY, error, telemetry);
      });

  for (const [name, ask] of Object.entries(clients))
    it(`is masked for ${name} in every header of an error, and in its reports of retries`, async () => {
      const headers = { 'x-request-id': `req-${KEY}`, 'x-debug': `Bearer ${KEY}`, 'retry-after-ms': '0' };
      const fault = { type: 'status', status: 503, headers, body: { detail: `no room for ${KEY}` } } as const;
      using.server.enqueue({ fault }, { fault });
      const telemetry = recordTelemetry();
      const error = await errorOf(ask(options(telemetry)));
      expect(error).to.include({ request_id: 'req-[redacted]', detail: 'no room for [redacted]' });
      expect(telemetry.retries.map((report) => report.error.message)).to.deep.equal([
        'http 503: no room for [redacted]',
      ]);
      expectNo(KEY, error, telemetry);
    });

  for (const [name, ask] of Object.entries(clients))
    it(`is masked for ${name} also where it was replaced between two attempts`, async () => {
      const keys = ['sk-first-0123456789', 'sk-second-0123456789'];
      const fault = { type: 'status', status: 500, body: { error: `${keys.join()} are blocked` } } as const;
      using.server.enqueue({ fault }, { fault });
      const telemetry = recordTelemetry();
      const left = [...keys];
      const error = await errorOf(ask({ ...options(telemetry), auth: bearerAuth(() => left.shift()) }));
      expect(error.message).to.equal('http 500: [redacted],[redacted] are blocked');
      for (const key of keys) expectNo(key, error);
      expectNo('sk-second', telemetry.requests[1]);
    });

  for (const [name, ask] of Object.entries(streaming))
    it(`is masked in an error frame inside the stream of ${name}`, async () => {
      const error = { message: `the key ${KEY} is blocked`, code: KEY };
      using.server.enqueue({ answer: textAnswer('one two'), fault: { type: 'error_event', after: 3, error } });
      const telemetry = recordTelemetry();
      const outcome = await outcomeOf(ask(options(telemetry)));
      expect(outcome.error).to.include({ type: 'retryable', detail: 'the key [redacted] is blocked' });
      expectNo(KEY, outcome, telemetry);
    });

  const lines: Readonly<Record<string, string>> = {
    'a frame that is no JSON': `data: key=${KEY}\n\n`,
    'a frame that is no object': `data: ["${KEY}"]\n\n`,
    'a frame that does not fit': sse(
      { choices: KEY },
      { type: 'response.output_text.delta', delta: [KEY] },
      { type: 'response.output_item.done', item: { type: KEY } },
    ),
    'a frame that was cut off': `data: {"key":"${KEY}`,
  };
  for (const [name, ask] of Object.entries(streaming))
    for (const [what, body] of Object.entries(lines))
      it(`is masked in what ${name} reports of ${what}`, async () => {
        using.server.enqueue({ fault: { type: 'status', status: 200, body } });
        const telemetry = recordTelemetry();
        const { error } = await outcomeOf(ask(options(telemetry)));
        expect(JSON.stringify(telemetry.skipped)).to.contain('[redacted]');
        expectNo(KEY, error, telemetry);
      });

  it('is masked in the address of a redirect', async () => {
    const headers = { location: `https://elsewhere.test/v1?key=${KEY}` };
    using.server.enqueue({ fault: { type: 'status', status: 307, headers, body: '' } });
    const telemetry = recordTelemetry();
    const error = await errorOf(new ChatClient(options(telemetry)).streamPrompt('m', 'x'));
    expect(error.message).to.match(/^http 307: redirect to https:\/\/elsewhere\.test not followed/);
    expectNo(KEY, error, telemetry);
  });

  it('is masked where no connection can be made, and the address holds it', async () => {
    const telemetry = recordTelemetry();
    const given = options(telemetry, { ...FAST, queryParams: { 'api-key': KEY } });
    await using.server.close();
    const error = await errorOf(new ChatClient(given).streamPrompt('m', 'x'));
    expect(error.type === 'transport' && error.error.type).to.equal('network');
    expectNo(KEY, error, telemetry);
  });

  it('is masked in the report of a move to another provider, which gets its own key alone', async () => {
    const otherKey = 'sk-other-9876543210';
    using.server.enqueue(
      { fault: { type: 'status', status: 403, body: { error: `${KEY} may not do this` } } },
      { fault: { type: 'error_event', after: 1, error: { message: `${otherKey} may not either` } } },
    );
    const telemetry = recordTelemetry();
    const { provider, ...others } = options(telemetry);
    const fallback = { provider: { ...provider, name: 'other', wire: 'chat' as const }, auth: bearerAuth(otherKey) };
    const client = new RoutedClient({ ...others, provider, fallbacks: [fallback] });
    const error = await errorOf(client.streamPrompt('m', 'x'));
    expect(error).to.include({ detail: '[redacted] may not either' });
    expect(telemetry.failOvers.map((report) => report.error.message)).to.deep.equal([
      'http 403: [redacted] may not do this',
    ]);
    for (const key of [KEY, otherKey]) expectNo(key, error, telemetry);
    expect(JSON.stringify(using.server.requests[1])).to.contain(otherKey).and.not.to.contain(KEY);
  });
});

describe('the key that a server repeats over a WebSocket', () => {
  const using = useServer();
  let telemetry: ReturnType<typeof recordTelemetry>;
  let connection: ResponsesConnection;
  const connect = (provider: Partial<ProviderOptions> = FAST, key: string | (() => string | undefined) = KEY) =>
    connectionTo(using.server, provider, { auth: bearerAuth(key), telemetry });
  beforeEach(() => {
    telemetry = recordTelemetry();
    connection = connect();
  });
  afterEach(() => connection.close());

  const answer = textAnswer('one two');
  const blocked = `the key ${KEY} is blocked`;
  const faults: Readonly<Record<string, Fault>> = {
    'an error frame': {
      type: 'ws_error',
      after: 0,
      status: 400,
      error: { type: KEY, code: KEY, message: blocked },
      headers: { 'x-request-id': `req-${KEY}`, 'x-debug': `Bearer ${KEY}` },
    },
    'an error frame that is retried': {
      type: 'ws_error',
      after: 0,
      status: 503,
      error: { message: blocked },
      headers: { 'retry-after-ms': 0 },
    },
    'an error frame after output': { type: 'ws_error', after: 5, status: 400, error: { message: blocked } },
    'an error frame of the connection': {
      type: 'ws_error',
      after: 0,
      status: 400,
      error: { code: 'websocket_connection_limit_reached', message: blocked },
    },
    'an error event': { type: 'error_event', after: 2, error: { message: blocked, code: KEY } },
    'a failure': { type: 'response_failed', after: 2, error: { message: blocked, code: KEY } },
    'a close frame': { type: 'ws_close', after: 5, code: 1008, reason: blocked },
    'a close frame before anything else': { type: 'ws_close', after: 0, code: 1008, reason: blocked },
  };

  /** How the socket of the request came to be. */
  const sockets: Readonly<Record<string, () => Promise<unknown>>> = {
    'a new socket': () => Promise.resolve(),
    'a socket that was opened ahead': () => valuesOf(connection.prewarm()),
    'a socket that has answered before': () => {
      using.server.enqueue({ answer });
      return valuesOf(connection.streamPrompt('m', 'x'));
    },
  };
  for (const [socket, open] of Object.entries(sockets))
    for (const [what, fault] of Object.entries(faults))
      it(`is masked in ${what}, on ${socket}`, async () => {
        await open();
        const scripts: readonly Script[] = [1, 2, 3, 4].map(() => ({ answer, fault }));
        using.server.enqueue(...scripts);
        const error = await errorOf(connection.streamPrompt('m', 'x'));
        expect(inspect(error, { depth: 20 })).to.contain('[redacted] is blocked');
        expectNo(KEY, error, telemetry);
        expect(using.server.sockets[0]?.headers['authorization']).to.equal(`Bearer ${KEY}`);
      });

  it('is masked in the refusal of a handshake, in its headers, and in the reports of retries', async () => {
    const headers = { 'x-request-id': `req-${KEY}`, 'x-debug': `Bearer ${KEY}`, 'retry-after-ms': '0' };
    const fault = { type: 'status', status: 503, headers, body: { detail: `no room for ${KEY}` } } as const;
    for (const ask of [() => connection.prewarm(), () => connection.streamPrompt('m', 'x')]) {
      using.server.refuseHandshake(fault, fault);
      const error = await errorOf(ask());
      expect(error).to.include({ request_id: 'req-[redacted]', detail: 'no room for [redacted]' });
      expectNo(KEY, error, telemetry);
    }
    expect([telemetry.requests.length, telemetry.retries.length]).to.deep.equal([4, 2]);
  });

  it('is masked in the request id of the handshake', async () => {
    using.server.enqueue({ answer, headers: { 'x-request-id': `req-${KEY}` }, fault: { type: 'truncate', after: 5 } });
    const error = await errorOf(connection.streamPrompt('m', 'x'));
    expect(error.request_id).to.equal('req-[redacted]');
    expectNo(KEY, error, telemetry);
  });

  it('is masked in the address, where a provider wants it there', async () => {
    const given = { ...FAST, queryParams: { 'api-key': KEY } };
    using.server.enqueue({ fault: { type: 'ws_error', after: 0, status: 400, error: { message: 'no' } } });
    const inFrame = await errorOf(connect(given, 'another').streamPrompt('m', 'x'));
    using.server.refuseHandshake({ type: 'status', status: 404 });
    const inRefusal = await errorOf(connect(given, 'another').streamPrompt('m', 'x'));
    for (const error of [inFrame, inRefusal]) {
      expect(responseOf(error)?.url).to.match(/\/v1\/responses\?api-key=\[redacted\]$/);
      expectNo(KEY, error, telemetry);
    }
  });

  it('is masked where no connection can be made, and the address holds it', async () => {
    const client = connect({ ...FAST, queryParams: { 'api-key': KEY } });
    await using.server.close();
    const error = await errorOf(client.streamPrompt('m', 'x'));
    expect(error.type === 'transport' && error.error.type).to.equal('network');
    expectNo(KEY, error, telemetry);
  });

  it('is masked where a provider, or the request, sends it in a header of its own', async () => {
    const error = { message: `${KEY} and sk-other-9876543210 are blocked` };
    using.server.enqueue({ fault: { type: 'ws_error', after: 0, status: 400, error } });
    const client = connect({ ...FAST, headers: { 'api-key': KEY } }, 'another');
    const extraHeaders = { 'x-api-key': 'sk-other-9876543210' };
    expect(await errorOf(client.streamPrompt('m', 'x', { extraHeaders }))).to.include({
      detail: '[redacted] and [redacted] are blocked',
    });
  });

  it('is masked also where it was replaced between two handshakes', async () => {
    const keys = ['sk-first-0123456789', 'sk-second-0123456789'];
    const left = [...keys];
    using.server.refuseHandshake({ type: 'status', status: 500, body: { error: `${keys.join()} are blocked` } });
    const error = { message: `${keys.join()} are blocked` };
    using.server.enqueue({ fault: { type: 'ws_error', after: 0, status: 400, error } });
    const failure = await errorOf(connect(FAST, () => left.shift()).streamPrompt('m', 'x'));
    expect(failure.message).to.equal('http 400: [redacted],[redacted] are blocked');
    for (const key of keys) expectNo(key, failure);
  });

  it('is masked in reports of messages that were skipped', async () => {
    const frames = [
      { type: 'response.output_text.delta', delta: [KEY] },
      { type: 'response.output_item.done', item: { type: KEY } },
    ];
    using.server.enqueue({ answer }, { answer: { frames: [...frames, ...answer.frames] } });
    await valuesOf(connection.streamPrompt('m', 'x'));
    await valuesOf(connection.streamPrompt('m', 'x'));
    expect(JSON.stringify(telemetry.skipped)).to.contain('[redacted]');
    expectNo(KEY, telemetry);
  });

  it('is masked in reports of messages that are no JSON', async () => {
    const says = (...texts: readonly string[]) => sending(...texts.map((text) => frame(text)));
    const server = await rawWebSocket(
      says(`key=${KEY}`, `["${KEY}"]`, `{"type":"error","error":{"message":"enough"}}`),
    );
    try {
      const baseUrl = server.url.replace(/^ws/, 'http').replace(/\/responses$/, '');
      const client = connectionTo({ baseUrl }, FAST, { auth: bearerAuth(KEY), telemetry });
      const error = await errorOf(client.streamPrompt('m', 'x'));
      expect(telemetry.skipped.map(({ excerpt }) => excerpt)).to.deep.equal(['key=[redacted]', '["[redacted]"]']);
      expectNo(KEY, error, telemetry);
    } finally {
      await server.stop();
    }
  });

  it('is masked in the report of a move to HTTP, and to another provider, which gets its own key alone', async () => {
    const otherKey = 'sk-other-9876543210';
    const body = { error: `${KEY} may not do this` };
    using.server.refuseHandshake({ type: 'status', status: 426, body });
    using.server.enqueue({ fault: { type: 'status', status: 403, body } }, { answer });
    const provider = createProvider({ name: 'scripted', baseUrl: using.server.baseUrl, ...FAST });
    const client = new RoutedClient({
      provider,
      auth: bearerAuth(KEY),
      websocket: nodeWebSocketTransport(),
      telemetry,
      fallbacks: [{ provider: { ...provider, name: 'other', wire: 'chat' }, auth: bearerAuth(otherKey) }],
    });
    await valuesOf(client.streamPrompt('m', 'x'));
    expect(telemetry.failOvers.map((report) => report.error.message)).to.deep.equal([
      'http 426: [redacted] may not do this',
      'http 403: [redacted] may not do this',
    ]);
    expectNo(KEY, telemetry);
    expect(JSON.stringify(using.server.requests.at(-1)))
      .to.contain(otherKey)
      .and.not.to.contain(KEY);
  });
});
