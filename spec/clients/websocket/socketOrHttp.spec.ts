import { expect } from 'chai';
import { take } from 'rxjs';
import { RoutedClient } from '../../../lib/clients/RoutedClient.js';
import type { RoutedClientOptions } from '../../../lib/clients/routed/RoutedClientOptions.js';
import { nodeWebSocketTransport } from '../../../lib/node/nodeWebSocketTransport.js';
import { isApiError } from '../../../lib/protocol/errors/ApiError.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';
import { bearerAuth } from '../../../lib/provider/AuthProvider.js';
import { createProvider, type ProviderOptions } from '../../../lib/provider/Provider.js';
import { reasoningAnswer, textAnswer, toolCallAnswer } from '../../../lib/server/script/answers.js';
import type { Fault, HeadFault } from '../../../lib/server/script/Script.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { errorOf, outcomeOf, textIn, until, valuesOf } from '../../support/collect.js';
import { useServer } from '../../support/scripted.js';
import { allClosed, askedOnSockets, handshakesOf } from '../../support/scriptedSocket.js';
import { within } from '../../support/within.js';

const answer = textAnswer('one two three', { id: 'resp_a' });
const failing = (status: number): Extract<HeadFault, { readonly type: 'status' }> => ({
  type: 'status',
  status,
  body: { error: { message: `status ${status}` } },
});

const user = (text: string): ResponseItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});
const itemsIn = (events: readonly ResponseEvent[]): readonly ResponseItem[] =>
  events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []));

describe('RoutedClient with a WebSocket, over real sockets', () => {
  const using = useServer();
  // The server of the fallbacks.
  const other = useServer();
  let telemetry: ReturnType<typeof recordTelemetry>;
  const clients: RoutedClient[] = [];
  beforeEach(() => {
    telemetry = recordTelemetry();
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });

  const providerOf = ({ retry, ...options }: Partial<ProviderOptions> = {}) =>
    createProvider({
      name: 'first',
      baseUrl: using.server.baseUrl,
      ...options,
      retry: { baseDelay: 1, maxAttempts: 0, ...retry },
    });
  const clientOf = (provider: Partial<ProviderOptions> = {}, options: Partial<RoutedClientOptions> = {}) => {
    const client = new RoutedClient({
      provider: providerOf(provider),
      websocket: nodeWebSocketTransport(),
      telemetry,
      ...options,
    });
    clients.push(client);
    return client;
  };
  const fallbacks = (): RoutedClientOptions['fallbacks'] => [
    { provider: providerOf({ name: 'second', baseUrl: other.server.baseUrl, wire: 'chat' }) },
  ];
  const transports = () =>
    using.server.requests.map(({ transport, socket }) =>
      transport === 'websocket' && socket === undefined ? 'refused' : transport,
    );
  const moves = () => telemetry.failOvers.map(({ from, to, error }) => [from, to, error.message]);

  describe('where there is one', () => {
    it('asks over it, one socket for all requests, and HTTP nothing', async () => {
      using.server.enqueue({ answer }, { answer: textAnswer('four', { id: 'resp_b' }) });
      const client = clientOf();
      const first = await valuesOf(client.streamPrompt('m', { input: [user('x')] }));
      expect(textIn(first)).to.equal('one two three');
      const input = [user('x'), ...itemsIn(first), user('y')];
      expect(textIn(await valuesOf(client.streamPrompt('m', { input })))).to.equal('four');
      expect(transports()).to.deep.equal(['websocket', 'websocket']);
      expect(using.server.sockets).to.have.length(1);
      expect(using.server.requests[1]?.body).to.deep.include({ input: [user('y')], previous_response_id: 'resp_a' });
      expect(telemetry.failOvers).to.deep.equal([]);
    });

    for (const [what, given] of [
      ['a text', answer],
      ['reasoning', reasoningAnswer({ reasoning: 'let me see', summary: 's', text: 'yes' })],
      ['a tool call', toolCallAnswer({ name: 'f', arguments: { a: 'é€😀' } })],
    ] as const)
      for (const aggregate of [false, true])
        it(`gives the events of ${what} that it gives over HTTP${aggregate ? ', aggregated' : ''}`, async () => {
          const script = { answer: given, headers: { 'openai-model': 'm-2' } };
          using.server.enqueue(script, script);
          const overSocket = await valuesOf(clientOf({}, { aggregate }).streamPrompt('m', 'x'));
          const overHttp = await valuesOf(clientOf({}, { aggregate, websocket: undefined }).streamPrompt('m', 'x'));
          expect(overSocket).to.deep.equal(overHttp);
          expect(transports()).to.deep.equal(['websocket', 'http']);
        });

    it('R4 sends a valid history over it: no call without an output, no state of another provider', async () => {
      using.server.enqueue({ answer });
      const call: ResponseItem = { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{"a' };
      const foreign: ResponseItem = {
        type: 'reasoning',
        id: 'rs_1',
        summary: [],
        ...{ encrypted_content: 'E' },
        origin: 'another@host',
      };
      const search: ResponseItem = { type: 'web_search_call', id: 'ws_1', origin: 'another@host' };
      await valuesOf(clientOf().streamPrompt('m', { input: [user('x'), foreign, search, call, user('y')] }));
      expect(transports()).to.deep.equal(['websocket']);
      expect(using.server.requests[0]?.body).to.deep.include({ input: [user('x'), user('y')] });
    });

    it('R4 refuses an invalid history with strictHistory, and sends nothing', async () => {
      const call: ResponseItem = { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' };
      const answer$ = clientOf().streamPrompt('m', { input: [user('x'), call] }, { strictHistory: true });
      expect((await errorOf(answer$)).message).to.include('input[1] (function_call) is a call without an output');
      expect(using.server.requests).to.deep.equal([]);
    });

    it('opens it before the first request with prewarm, and closes it', async () => {
      const client = clientOf();
      await valuesOf(client.prewarm());
      expect([using.server.sockets.length, using.server.requests.length]).to.deep.equal([1, 0]);
      await valuesOf(client.streamPrompt('m', 'x'));
      expect(using.server.sockets).to.have.length(1);
      client.close();
      await allClosed(using.server);
    });

    it('closes it when an answer is cancelled', async () => {
      using.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: 5 } });
      await valuesOf(clientOf().streamPrompt('m', 'x').pipe(take(2)));
      await allClosed(using.server);
      expect(using.server.requests[0]?.clientClosedAt).to.be.a('number');
    });

    it('can be iterated', async () => {
      using.server.enqueue({ answer });
      const seen: ResponseEvent[] = [];
      for await (const event of clientOf().streamPrompt('m', 'x').iterate({ highWaterMark: 1 })) {
        seen.push(event);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(textIn(seen)).to.equal('one two three');
      expect(transports()).to.deep.equal(['websocket']);
    });

    it('is not used for chat', async () => {
      const client = clientOf({ wire: 'chat' });
      expect(await valuesOf(client.prewarm())).to.deep.equal([]);
      await valuesOf(client.streamPrompt('m', 'x'));
      expect(using.server.requests.map(({ transport, path }) => [transport, path])).to.deep.equal([
        ['http', '/v1/chat/completions'],
      ]);
      expect(handshakesOf(using.server)).to.equal(0);
    });
  });

  describe('where there is none', () => {
    const none: readonly (readonly [string, HeadFault, string | RegExp, Partial<ProviderOptions>?])[] = [
      ...[200, 400, 403, 404, 405, 426, 501].map(
        (status) =>
          [`the handshake is answered ${status}`, failing(status), `http ${status}: status ${status}`] as const,
      ),
      ['the handshake is reset', { type: 'reset_before_head' }, /^network error: /],
      [
        'the handshake is not answered',
        { type: 'stall_before_head' },
        'timeout: no response head within 300 ms',
        { connectTimeout: 300 },
      ],
    ];
    for (const [what, fault, message, provider] of none)
      it(`because ${what}, gives the same answer over HTTP, reports it once, and stays there`, async () => {
        const script = { answer, headers: { 'openai-model': 'm-2' } };
        using.server.refuseHandshake(fault);
        using.server.enqueue(script, script, script);
        const client = clientOf(provider);
        const events = await valuesOf(client.streamPrompt('m', 'x'));
        expect(transports()).to.deep.equal(['refused', 'http']);
        expect(await valuesOf(client.streamPrompt('m', 'x'))).to.deep.equal(events);
        expect(await valuesOf(clientOf({}, { websocket: undefined }).streamPrompt('m', 'x'))).to.deep.equal(events);
        expect(textIn(events)).to.equal('one two three');
        expect(transports()).to.deep.equal(['refused', 'http', 'http', 'http']);
        expect(using.server.sockets).to.deep.equal([]);
        expect(telemetry.failOvers.map(({ from, to }) => [from, to])).to.deep.equal([['first (websocket)', 'first']]);
        expect(telemetry.failOvers[0]?.error.message).to.match(
          message instanceof RegExp ? message : new RegExp(message),
        );
      });

    it('C2 tries as many sockets as `attempts` allows, then goes over to HTTP', async () => {
      const faults: readonly HeadFault[] = [1, 2, 3].map(() => ({ type: 'reset_before_head' }));
      using.server.refuseHandshake(...faults);
      const client = clientOf({ retry: { maxAttempts: 4 } }, { websocketOptions: { attempts: 3 } });
      await valuesOf(client.streamPrompt('m', 'x'));
      expect(transports()).to.deep.equal(['refused', 'refused', 'refused', 'http']);
      expect(telemetry.failOvers).to.have.length(1);
    });

    it('stays with the WebSocket where the second handshake opens it', async () => {
      using.server.refuseHandshake({ type: 'reset_before_head' });
      await valuesOf(clientOf({ retry: { maxAttempts: 2 } }).streamPrompt('m', 'x'));
      expect(transports()).to.deep.equal(['refused', 'websocket']);
      expect(telemetry.failOvers).to.deep.equal([]);
    });

    it('any more, because requests are lost on it before any output, goes over to HTTP', async () => {
      const lost = { fault: { type: 'reset_before_head' } } as const;
      using.server.enqueue(lost, lost, { answer });
      const client = clientOf({ retry: { maxAttempts: 1 } });
      expect(textIn(await valuesOf(client.streamPrompt('m', 'x')))).to.equal('one two three');
      await valuesOf(client.streamPrompt('m', 'x'));
      expect(transports()).to.deep.equal(['websocket', 'websocket', 'http', 'http']);
      expect(telemetry.failOvers).to.have.length(1);
    });

    it('sends over HTTP what it would have sent, all of it', async () => {
      using.server.refuseHandshake(failing(426));
      const input = [user('x'), ...itemsIn(await valuesOf(clientOf().streamPrompt('m', 'x'))), user('y')];
      const options = { extraHeaders: { 'x-a': 'yes' }, conversationId: 'conv-1', serviceTier: 'flex' } as const;
      using.server.refuseHandshake(failing(426));
      await valuesOf(clientOf({}, { auth: bearerAuth('key-1') }).streamPrompt('m', { input }, options));
      await valuesOf(
        clientOf({}, { auth: bearerAuth('key-1'), websocket: undefined }).streamPrompt('m', { input }, options),
      );
      const [moved, plain] = using.server.requests.slice(-2);
      expect(moved?.body).to.deep.equal(plain?.body);
      expect(moved?.headers).to.deep.equal(plain?.headers);
      expect(moved?.headers).to.include({ authorization: 'Bearer key-1', 'x-a': 'yes', session_id: 'conv-1' });
    });

    it('moves the requests that waited for the lock over as well, and reports it once', async () => {
      using.server.refuseHandshake(failing(426));
      const client = clientOf();
      const answers = await Promise.all(['x', 'y', 'z'].map((text) => valuesOf(client.streamPrompt('m', text))));
      expect(answers.map((events) => events.at(-1)?.type)).to.deep.equal(['completed', 'completed', 'completed']);
      expect(transports()).to.have.members(['refused', 'http', 'http', 'http']);
      expect(moves()).to.deep.equal([['first (websocket)', 'first', 'http 426: status 426']]);
    });

    it('can be iterated, and cancelled', async () => {
      using.server.refuseHandshake(failing(426));
      using.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: 5 } });
      for await (const { type } of clientOf().streamPrompt('m', 'x')) if (type === 'output_text_delta') break;
      expect(await within('the close of the connection', using.server.closed(1))).to.be.a('number');
    });

    it('gives the error of HTTP where that fails, too', async () => {
      using.server.refuseHandshake(failing(426));
      using.server.enqueue({ fault: failing(400) });
      expect((await errorOf(clientOf().streamPrompt('m', 'x'))).message).to.equal('http 400: status 400');
      expect(transports()).to.deep.equal(['refused', 'http']);
    });

    it('retries over HTTP with a budget of its own', async () => {
      using.server.refuseHandshake({ type: 'reset_before_head' }, { type: 'reset_before_head' });
      using.server.enqueue({ fault: failing(503) }, { answer });
      const events = await valuesOf(clientOf({ retry: { maxAttempts: 1 } }).streamPrompt('m', 'x'));
      expect(textIn(events)).to.equal('one two three');
      expect(transports()).to.deep.equal(['refused', 'refused', 'http', 'http']);
    });

    it('asks the fallbacks where HTTP fails, with the WebSocket out of the game', async () => {
      using.server.refuseHandshake(failing(426));
      using.server.enqueue({ fault: failing(503) }, { answer });
      other.server.enqueue({ answer: textAnswer('four five') });
      const client = clientOf({}, { fallbacks: fallbacks() });
      expect(textIn(await valuesOf(client.streamPrompt('m', 'x')))).to.equal('four five');
      expect(textIn(await valuesOf(client.streamPrompt('m', 'x')))).to.equal('one two three');
      expect(moves()).to.deep.equal([
        ['first (websocket)', 'first', 'http 426: status 426'],
        ['first', 'second', 'http 503: status 503'],
      ]);
      expect(transports()).to.deep.equal(['refused', 'http', 'http']);
    });

    it('receives no request where the stream is cancelled during the handshake', async () => {
      using.server.refuseHandshake({ type: 'stall_before_head' });
      const subscription = clientOf()
        .streamPrompt('m', 'x')
        .subscribe({ error: () => expect.fail('no error was expected') });
      await until(() => using.server.requests.length === 1);
      subscription.unsubscribe();
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
      expect(transports()).to.deep.equal(['refused']);
    });
  });

  describe('what is no reason to give it up:', () => {
    const kept: readonly (readonly [string, Fault, string])[] = [
      ['an error frame', { type: 'ws_error', after: 0, status: 400, error: { message: 'what?' } }, 'http 400: what?'],
      [
        'an error frame with a status that a server without WebSocket would answer',
        { type: 'ws_error', after: 0, status: 404, error: { message: 'no such model' } },
        'http 404: no such model',
      ],
      [
        'a failure',
        { type: 'response_failed', after: 1, error: { code: 'slow_down', message: 's' } },
        'server overloaded: s',
      ],
      [
        'an end in the middle of an answer',
        { type: 'truncate', after: 5 },
        'stream error: stream closed before response.completed',
      ],
      [
        'a close frame in the middle of an answer',
        { type: 'ws_close', after: 5, code: 1011 },
        'stream error: websocket closed by server before response.completed (close code 1011)',
      ],
    ];
    for (const [what, fault, message] of kept)
      it(`${what} is the error, and the next request has a WebSocket`, async () => {
        using.server.enqueue({ answer, fault }, { answer });
        const client = clientOf();
        const { error } = await outcomeOf(client.streamPrompt('m', 'x'));
        expect(isApiError(error) && error.message).to.equal(message);
        expect(textIn(await valuesOf(client.streamPrompt('m', 'x')))).to.equal('one two three');
        expect(askedOnSockets(using.server)).to.have.length(2);
        expect(transports()).to.deep.equal(['websocket', 'websocket']);
        expect(telemetry.failOvers).to.deep.equal([]);
      });

    for (const status of [401])
      it(`a handshake that is answered ${status} is the error, and the next request asks for one again`, async () => {
        using.server.refuseHandshake(failing(status));
        const client = clientOf();
        expect((await errorOf(client.streamPrompt('m', 'x'))).message).to.equal(`http ${status}: status ${status}`);
        expect(transports()).to.deep.equal(['refused']);
        await valuesOf(client.streamPrompt('m', 'x'));
        expect(transports()).to.deep.equal(['refused', 'websocket']);
        expect(telemetry.failOvers).to.deep.equal([]);
      });

    it('a 401 has the credentials refreshed, and a WebSocket opened with the new ones', async () => {
      const tokens = ['old', 'new'];
      const auth = { bearerToken: () => tokens[0], refresh: () => [tokens.shift()] };
      using.server.refuseHandshake(failing(401));
      await valuesOf(clientOf({}, { auth }).streamPrompt('m', 'x'));
      expect(transports()).to.deep.equal(['refused', 'websocket']);
      expect(using.server.requests.map(({ headers }) => headers['authorization'])).to.deep.equal([
        'Bearer old',
        'Bearer new',
      ]);
    });

    it('a provider that fails over its WebSocket has the next one asked, and is asked over it again', async () => {
      using.server.enqueue({ answer, fault: { type: 'truncate', after: 1 } }, { answer });
      other.server.enqueue({ answer: textAnswer('four five') });
      const client = clientOf({}, { fallbacks: fallbacks() });
      expect(textIn(await valuesOf(client.streamPrompt('m', 'x')))).to.equal('four five');
      expect(textIn(await valuesOf(client.streamPrompt('m', 'x')))).to.equal('one two three');
      expect(transports()).to.deep.equal(['websocket', 'websocket']);
      expect(telemetry.failOvers.map(({ from, to }) => [from, to])).to.deep.equal([['first', 'second']]);
    });
  });

  it('nothing is sent before the stream is subscribed, and two subscriptions are two requests', async () => {
    const stream = clientOf().streamPrompt('m', 'x');
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(handshakesOf(using.server)).to.equal(0);
    await valuesOf(stream);
    await valuesOf(stream);
    expect(transports()).to.deep.equal(['websocket', 'websocket']);
  });
});
