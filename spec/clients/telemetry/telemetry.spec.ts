import { expect } from 'chai';
import { take } from 'rxjs';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import type { ClientOptions } from '../../../lib/clients/http/EndpointSession.js';
import { ModelsClient } from '../../../lib/clients/ModelsClient.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import type { ResponsesWebSocketClientOptions } from '../../../lib/clients/websocket/SocketSession.js';
import { RoutedClient } from '../../../lib/clients/RoutedClient.js';
import { nodeWebSocketTransport } from '../../../lib/node/nodeWebSocketTransport.js';
import { ofType } from '../../../lib/operators/answer/ofType.js';
import { isApiError } from '../../../lib/protocol/errors/ApiError.js';
import { createProvider, type ProviderOptions } from '../../../lib/provider/Provider.js';
import type { Telemetry } from '../../../lib/telemetry/Telemetry.js';
import { textAnswer } from '../../../lib/server/script/answers.js';
import type { ScriptedAnswer, Fault, HeadFault, Script } from '../../../lib/server/script/Script.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { outcomeOf, valuesOf } from '../../support/collect.js';
import { useServer } from '../../support/scripted.js';
import { allClosed, connectionTo } from '../../support/scriptedSocket.js';
import { within } from '../../support/within.js';

type Wire = 'responses' | 'chat';

const answer = textAnswer('one two');
const failing = (status: number): Script => ({
  fault: { type: 'status', status, headers: { 'retry-after-ms': '0' }, body: { error: `status ${status}` } },
});
const sending = (body: string): Script => ({ fault: { type: 'status', status: 200, body } });

/** The frames of a stream of this answer, by the names that its events have. */
const namesOn: Readonly<Record<Wire, (given: ScriptedAnswer) => readonly unknown[]>> = {
  responses: ({ frames }) => frames.map(({ type }) => type),
  chat: ({ chunks = [] }) => [...chunks, '[DONE]'].map(() => 'message'),
};

const clientOn = (wire: Wire, options: ClientOptions) =>
  wire === 'chat' ? new ChatClient(options) : new ResponsesClient(options);

const messageOf = (error: unknown): string | undefined => (isApiError(error) ? error.message : undefined);

const WIRES: readonly Wire[] = ['responses', 'chat'];

/** Hooks that record their name and then throw. */
const throwing = (hooks: readonly (keyof Telemetry)[], told: string[]): Telemetry =>
  Object.fromEntries(
    hooks.map((hook) => [
      hook,
      () => {
        told.push(hook);
        throw new Error(`${hook} is broken`);
      },
    ]),
  );

for (const wire of WIRES)
  describe(`telemetry of a stream over ${wire}`, () => {
    const using = useServer();
    let telemetry: ReturnType<typeof recordTelemetry>;
    beforeEach(() => {
      telemetry = recordTelemetry();
    });

    const providerOf = ({ retry, ...provider }: Partial<ProviderOptions> = {}) =>
      createProvider({
        name: 'scripted',
        baseUrl: using.server.baseUrl,
        wire,
        ...provider,
        retry: { baseDelay: 1, ...retry },
      });
    const ask = (provider: Partial<ProviderOptions> = {}, options: Partial<ClientOptions> = {}) =>
      clientOn(wire, { provider: providerOf(provider), telemetry, ...options }).streamPrompt('m', 'x');

    const requests = () =>
      telemetry.requests.map(({ attempt, status, error }) => [attempt, status, messageOf(error)] as const);
    const polls = () => telemetry.polls.map(({ result, event, error }) => event ?? messageOf(error) ?? result);

    afterEach('durations are milliseconds', () => {
      for (const { duration } of [...telemetry.requests, ...telemetry.polls])
        expect(duration).to.be.a('number').and.to.satisfy(Number.isFinite).and.to.be.at.least(0);
    });

    it('onRequest receives every attempt: its number, its status, its error', async () => {
      using.server.enqueue(failing(500), failing(429), { answer });
      await valuesOf(ask());
      expect(requests()).to.deep.equal([
        [0, 500, 'http 500: status 500'],
        [1, 429, 'http 429: status 429'],
        [2, 200, undefined],
      ]);
    });

    it('onRequest receives no status where there was no answer', async () => {
      using.server.enqueue({ fault: { type: 'reset_before_head' } }, { fault: { type: 'stall_before_head' } });
      await outcomeOf(ask({ connectTimeout: 300, retry: { maxAttempts: 1 } }));
      expect(telemetry.requests.map(({ attempt, status }) => [attempt, status])).to.deep.equal([
        [0, undefined],
        [1, undefined],
      ]);
      expect(
        telemetry.requests.map(({ error }) => (error?.type === 'transport' ? error.error.type : error)),
      ).to.deep.equal(['network', 'timeout']);
    });

    it('onRequest counts the repetition after a refresh as an attempt', async () => {
      using.server.enqueue(failing(401), { answer });
      await valuesOf(ask({}, { auth: { bearerToken: () => 'key-1', refresh: () => [] } }));
      expect(requests()).to.deep.equal([
        [0, 401, 'http 401: status 401'],
        [1, 200, undefined],
      ]);
      expect(telemetry.retries).to.deep.equal([]);
    });

    it('onRequest counts from 0 for every subscription', async () => {
      using.server.enqueue(failing(500), { answer }, { answer });
      const stream = ask();
      await valuesOf(stream);
      await valuesOf(stream);
      expect(telemetry.requests.map(({ attempt }) => attempt)).to.deep.equal([0, 1, 0]);
    });

    it('onRequest alone receives a request that could not be built', async () => {
      const { error } = await outcomeOf(ask({ baseUrl: 'nowhere' }));
      expect(requests()).to.deep.equal([[0, undefined, messageOf(error)]]);
      expect([telemetry.retries, telemetry.polls]).to.deep.equal([[], []]);
    });

    it('onRetry receives every wait, after the attempt that failed and before the next', async () => {
      const told: string[] = [];
      const fault: HeadFault = { type: 'status', status: 503, headers: { 'retry-after-ms': '7' }, body: 'busy' };
      using.server.enqueue({ fault }, { fault: { type: 'status', status: 500, body: 'broken' } }, { answer });
      const recording: Telemetry = {
        onRequest: ({ attempt }) => told.push(`attempt ${attempt}`),
        onRetry: ({ retry, delay, error }) => told.push(`retry ${retry} in ${delay} ms: ${error.message}`),
      };
      await valuesOf(ask({ retry: { baseDelay: 2 } }, { telemetry: recording, random: () => 0.5 }));
      expect(told).to.deep.equal([
        'attempt 0',
        'retry 1 in 7 ms: http 503: busy',
        'attempt 1',
        'retry 2 in 4 ms: http 500: broken',
        'attempt 2',
      ]);
    });

    it('onRetry is not called for an error that is not retried', async () => {
      using.server.enqueue(failing(400));
      await outcomeOf(ask());
      expect(requests()).to.deep.equal([[0, 400, 'http 400: status 400']]);
      expect(telemetry.retries).to.deep.equal([]);
    });

    it('onSsePoll receives every event by its name, the terminal one last', async () => {
      using.server.enqueue({ answer, fault: { type: 'linger' } });
      await valuesOf(ask());
      expect(polls()).to.deep.equal(namesOn[wire](answer));
      expect(telemetry.polls.every(({ result }) => result === 'event')).to.equal(true);
    });

    it('onSsePoll receives the end where it comes first', async () => {
      using.server.enqueue({ answer, fault: { type: 'truncate', after: 2 } });
      await outcomeOf(ask());
      expect(polls()).to.deep.equal([...namesOn[wire](answer).slice(0, 2), 'end']);
    });

    it('onSsePoll receives a lost connection', async () => {
      using.server.enqueue({ answer, fault: { type: 'reset_mid_body', after: 2 } });
      const { error } = await outcomeOf(ask());
      expect(polls()).to.deep.equal([...namesOn[wire](answer).slice(0, 2), messageOf(error)]);
      expect(telemetry.polls.at(-1)).to.include({ result: 'error' });
    });

    it('onSsePoll receives an idle timeout, and that it took that long', async () => {
      using.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: 2 } });
      await outcomeOf(ask({ streamIdleTimeout: 40, connectTimeout: 5000 }));
      expect(polls()).to.deep.equal([
        ...namesOn[wire](answer).slice(0, 2),
        'stream error: idle timeout waiting for SSE',
      ]);
      expect(telemetry.polls.at(-1)).to.include({ result: 'error' });
    });

    for (const countComments of [true, false])
      it(`onSsePoll is ${countComments ? '' : 'not '}called for comments where they ${countComments ? '' : 'do not '}count`, async () => {
        using.server.enqueue(sending(': ping\n\n: ping\n\ndata: {"error":"enough"}\n\n'));
        await outcomeOf(ask({ countComments }));
        expect(polls()).to.deep.equal([...(countComments ? ['comment', 'comment'] : []), 'message']);
      });

    it('onSsePoll is not called after the consumer unsubscribed', async () => {
      using.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: 6 }, cut: 'whole' });
      await valuesOf(ask().pipe(ofType('output_text_delta'), take(1)));
      const before = telemetry.polls.length;
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
      expect(telemetry.polls.length).to.equal(before).and.to.be.within(1, 5);
    });

    it('onSkipped receives why a frame was skipped, and how it begins', async () => {
      const sentence = 'x'.repeat(300);
      using.server.enqueue(sending(`data: oops\n\ndata: ${sentence}\n\ndata: [1]\n\ndata: {"cut":\n`));
      await outcomeOf(ask());
      expect(telemetry.skipped).to.deep.equal([
        { reason: 'not JSON', excerpt: 'oops' },
        { reason: 'not JSON', excerpt: `${sentence.slice(0, 200)}…` },
        { reason: 'not a JSON object', excerpt: '[1]' },
        { reason: 'cut off by the end of the stream', excerpt: '{"cut":' },
      ]);
    });

    it('onFailOver receives which provider failed, why, and which is tried next', async () => {
      using.server.enqueue(failing(500), failing(403), { answer });
      const client = new RoutedClient({
        provider: providerOf({ name: 'first', retry: { maxAttempts: 0 } }),
        fallbacks: ['second', 'third', 'fourth'].map((name) => ({ provider: providerOf({ name }) })),
        telemetry,
      });
      await valuesOf(client.streamPrompt('m', 'x'));
      expect(telemetry.failOvers.map(({ from, to, error }) => [from, to, error.message])).to.deep.equal([
        ['first', 'second', 'http 500: status 500'],
        ['second', 'third', 'http 403: status 403'],
      ]);
      expect(requests().map(([attempt, status]) => [attempt, status])).to.deep.equal([
        [0, 500],
        [0, 403],
        [0, 200],
      ]);
    });

    it('onFailOver receives nothing once an answer has begun', async () => {
      using.server.enqueue({ answer, fault: { type: 'truncate', after: 3 } });
      const client = new RoutedClient({ provider: providerOf(), fallbacks: [{ provider: providerOf() }], telemetry });
      const { error } = await outcomeOf(client.streamPrompt('m', 'x'));
      expect(error).to.be.an.instanceOf(Error);
      expect(telemetry.failOvers).to.deep.equal([]);
    });

    describe('a hook that throws changes nothing:', () => {
      const HOOKS = ['onCall', 'onRequest', 'onRetry', 'onSsePoll', 'onSkipped', 'onFailOver'] as const;

      /** Every hook has something to tell of this: a retry, a move to another provider, a frame to skip, an answer. */
      const eventful = (given: Telemetry) => {
        using.server.enqueue(failing(500), failing(500), { answer, fault: { type: 'malformed_frame', after: 3 } });
        const [first, second] = ['first', 'second'].map((name) => providerOf({ name, retry: { maxAttempts: 1 } }));
        if (first === undefined || second === undefined) throw new Error('two providers were made');
        const client = new RoutedClient({ provider: first, fallbacks: [{ provider: second }], telemetry: given });
        return client.streamPrompt('m', 'x');
      };

      for (const hooks of [...HOOKS.map((hook) => [hook]), HOOKS])
        it(`${hooks.join(', ')} in a stream that completes`, async () => {
          const told: string[] = [];
          const values = await valuesOf(eventful(throwing(hooks, told)));
          expect(values).to.deep.equal(await valuesOf(eventful({})));
          expect(values.at(-1)).to.include({ type: 'completed', status: 'completed' });
          expect([...new Set(told)]).to.have.members([...hooks]);
        });

      for (const [fault, type] of [
        ['truncate', 'stream'],
        ['reset_mid_body', 'stream'],
      ] as const)
        it(`all of them in a stream that ends with ${fault}`, async () => {
          const broken: Script = { answer, fault: { type: fault, after: 3 } };
          using.server.enqueue(failing(500), broken, failing(500), broken);
          const told: string[] = [];
          const { values, error } = await outcomeOf(ask({}, { telemetry: throwing(HOOKS, told) }));
          const silent = await outcomeOf(ask({}, { telemetry: {} }));
          expect(values).to.deep.equal(silent.values);
          // Not its text: how the runtime words a reset depends on where it meets it.
          expect([error, silent.error].map((each) => isApiError(each) && each.type)).to.deep.equal([type, type]);
          expect([...new Set(told)]).to.have.members(['onCall', 'onRequest', 'onRetry', 'onSsePoll']);
        });
    });
  });

describe('telemetry of a unary call', () => {
  const using = useServer();
  const ask = (telemetry: Telemetry) => {
    const provider = createProvider({ name: 'scripted', baseUrl: using.server.baseUrl, retry: { baseDelay: 1 } });
    return new ModelsClient({ provider, telemetry }).listModels('1.0.0');
  };

  it('onRequest and onRetry receive the same as of a stream, onSsePoll nothing', async () => {
    using.server.enqueue(failing(503));
    const { requests, retries, polls, ...telemetry } = recordTelemetry();
    await valuesOf(ask(telemetry));
    expect(requests.map(({ attempt, status }) => [attempt, status])).to.deep.equal([
      [0, 503],
      [1, 200],
    ]);
    expect(retries.map(({ retry, delay, error }) => [retry, delay, error.message])).to.deep.equal([
      [1, 0, 'http 503: status 503'],
    ]);
    expect(polls).to.deep.equal([]);
  });

  it('hooks that throw change nothing', async () => {
    using.server.enqueue(failing(503));
    let told = 0;
    const fail = () => {
      told++;
      throw new Error('the hook is broken');
    };
    const [list] = await valuesOf(ask({ onRequest: fail, onRetry: fail }));
    expect(list?.models.map(({ slug }) => slug)).to.deep.equal(['scripted', 'scripted-mini']);
    expect(told).to.equal(3);
  });
});

describe('telemetry of a stream over a WebSocket', () => {
  const using = useServer();
  let telemetry: ReturnType<typeof recordTelemetry>;
  beforeEach(() => {
    telemetry = recordTelemetry();
  });

  const connect = (provider: Partial<ProviderOptions> = {}, options: Partial<ResponsesWebSocketClientOptions> = {}) =>
    connectionTo(using.server, provider, { telemetry, ...options });
  const refused = (status: number): HeadFault => ({
    type: 'status',
    status,
    headers: { 'retry-after-ms': '0' },
    body: { error: `status ${status}` },
  });

  const requests = () =>
    telemetry.requests.map(({ attempt, status, error }) => [attempt, status, messageOf(error)] as const);
  const polls = () => telemetry.socketPolls.map(({ event, error, result }) => event ?? messageOf(error) ?? result);
  const messages = ({ frames }: ScriptedAnswer) => frames.map(() => 'message');

  afterEach('durations are milliseconds', () => {
    for (const { duration } of [...telemetry.requests, ...telemetry.socketRequests, ...telemetry.socketPolls])
      expect(duration).to.be.a('number').and.to.satisfy(Number.isFinite).and.to.be.at.least(0);
    expect(telemetry.polls).to.deep.equal([]);
  });

  it('onRequest receives every handshake: its number, its status, its error', async () => {
    using.server.refuseHandshake(refused(500), refused(429));
    await valuesOf(connect().streamPrompt('m', 'x'));
    expect(requests()).to.deep.equal([
      [0, 500, 'http 500: status 500'],
      [1, 429, 'http 429: status 429'],
      [2, 101, undefined],
    ]);
  });

  it('onRequest receives no status where there was no answer', async () => {
    using.server.refuseHandshake({ type: 'reset_before_head' }, { type: 'stall_before_head' });
    await outcomeOf(connect({ connectTimeout: 300, retry: { maxAttempts: 1 } }).streamPrompt('m', 'x'));
    expect(
      telemetry.requests.map(({ attempt, status, error }) => [
        attempt,
        status,
        error?.type === 'transport' && error.error.type,
      ]),
    ).to.deep.equal([
      [0, undefined, 'network'],
      [1, undefined, 'timeout'],
    ]);
  });

  it('onRequest receives the status of a refusal that is not retried', async () => {
    using.server.refuseHandshake(refused(426));
    await outcomeOf(connect().streamPrompt('m', 'x'));
    expect(requests()).to.deep.equal([[0, 426, 'http 426: status 426']]);
    expect([telemetry.retries, telemetry.socketRequests, telemetry.socketPolls]).to.deep.equal([[], [], []]);
  });

  it('onRequest counts the handshake after a refresh as an attempt', async () => {
    using.server.refuseHandshake(refused(401));
    await valuesOf(connect({}, { auth: { bearerToken: () => 'key-1', refresh: () => [] } }).streamPrompt('m', 'x'));
    expect(requests()).to.deep.equal([
      [0, 401, 'http 401: status 401'],
      [1, 101, undefined],
    ]);
    expect(telemetry.retries).to.deep.equal([]);
  });

  it('onRequest counts on where a socket is lost before any output, and from 0 for the next request', async () => {
    using.server.refuseHandshake(refused(500));
    using.server.enqueue(
      { fault: { type: 'reset_before_head' } },
      { answer, fault: { type: 'truncate', after: 5 } },
      { answer },
    );
    const connection = connect();
    for (let request = 0; request < 2; request++) await outcomeOf(connection.streamPrompt('m', 'x'));
    expect(telemetry.requests.map(({ attempt, status }) => [attempt, status])).to.deep.equal([
      [0, 500],
      [1, 101],
      [2, 101],
      [0, 101],
    ]);
  });

  it('onRequest receives nothing where the socket is open', async () => {
    const connection = connect();
    for (let request = 0; request < 3; request++) await valuesOf(connection.streamPrompt('m', 'x'));
    expect(requests()).to.deep.equal([[0, 101, undefined]]);
  });

  it('onRequest receives a handshake ahead of the first request', async () => {
    using.server.refuseHandshake(refused(500));
    const connection = connect();
    await valuesOf(connection.prewarm());
    expect(requests()).to.deep.equal([
      [0, 500, 'http 500: status 500'],
      [1, 101, undefined],
    ]);
    expect(telemetry.retries).to.have.length(1);
    await valuesOf(connection.streamPrompt('m', 'x'));
    expect(telemetry.requests).to.have.length(2);
  });

  it('onRequest alone receives a handshake that could not be built', async () => {
    const { error } = await outcomeOf(connect({ baseUrl: 'nowhere' }).streamPrompt('m', 'x'));
    expect(requests()).to.deep.equal([[0, undefined, messageOf(error)]]);
    expect([telemetry.retries, telemetry.socketRequests, telemetry.socketPolls]).to.deep.equal([[], [], []]);
  });

  it('onRetry receives every wait, after the attempt that failed and before the next', async () => {
    const told: string[] = [];
    using.server.refuseHandshake({ type: 'status', status: 503, headers: { 'retry-after-ms': '7' }, body: 'busy' });
    const error = { message: 'slow down' };
    using.server.enqueue({ fault: { type: 'ws_error', after: 0, status: 429, error } }, { answer });
    const recording: Telemetry = {
      onRequest: ({ attempt, status }) => told.push(`handshake ${attempt}: ${status}`),
      onWsRequest: ({ reused }) => told.push(`request, ${reused ? 'reused' : 'new'} socket`),
      onRetry: ({ retry, delay, error: reason }) => told.push(`retry ${retry} in ${delay} ms: ${reason.message}`),
    };
    const options = { telemetry: recording, random: () => 0.5 };
    await valuesOf(connect({ retry: { baseDelay: 2 } }, options).streamPrompt('m', 'x'));
    expect(told).to.deep.equal([
      'handshake 0: 503',
      'retry 1 in 7 ms: http 503: busy',
      'handshake 1: 101',
      'request, new socket',
      'retry 2 in 4 ms: http 429: slow down',
      'handshake 2: 101',
      'request, new socket',
    ]);
  });

  it('onRetry receives nothing where a socket that lived too long is replaced at once', async () => {
    using.server.enqueue({ fault: { type: 'ws_connection_limit', after: 0 } }, { answer });
    await valuesOf(connect().streamPrompt('m', 'x'));
    expect(requests()).to.deep.equal([
      [0, 101, undefined],
      [1, 101, undefined],
    ]);
    expect(telemetry.retries).to.deep.equal([]);
  });

  it('onWsRequest receives every request, and whether the socket was open before', async () => {
    using.server.enqueue({ answer }, { answer, fault: { type: 'truncate', after: 5 } }, { answer });
    const connection = connect();
    for (let request = 0; request < 3; request++) await outcomeOf(connection.streamPrompt('m', 'x'));
    expect(telemetry.socketRequests.map(({ reused, error }) => [reused, error])).to.deep.equal([
      [false, undefined],
      [true, undefined],
      [false, undefined],
    ]);
  });

  it('onWsPoll receives every message, the last one too', async () => {
    using.server.enqueue({ answer });
    await valuesOf(connect().streamPrompt('m', 'x'));
    expect(polls()).to.deep.equal(messages(answer));
    expect(telemetry.socketPolls.every(({ result }) => result === 'event')).to.equal(true);
  });

  const ends: readonly (readonly [string, Fault, string])[] = [
    ['an end without a close frame', { type: 'truncate', after: 2 }, 'end'],
    [
      'a close frame',
      { type: 'ws_close', after: 2, code: 1011 },
      'stream error: websocket closed by server before response.completed (close code 1011)',
    ],
    ['a binary message', { type: 'ws_binary', after: 2 }, 'stream error: unexpected binary websocket event'],
    ['silence', { type: 'stall_mid_body', after: 2 }, 'stream error: idle timeout waiting for websocket'],
  ];
  for (const [what, fault, told] of ends)
    it(`onWsPoll receives ${what}`, async () => {
      using.server.enqueue({ answer, fault });
      await outcomeOf(connect({ streamIdleTimeout: 60, connectTimeout: 5000 }).streamPrompt('m', 'x'));
      expect(polls()).to.deep.equal(['message', 'message', told]);
      expect(telemetry.socketPolls.at(-1)?.result).to.equal(told === 'end' ? 'end' : 'error');
    });

  it('onWsPoll receives a lost connection', async () => {
    using.server.enqueue({ answer, fault: { type: 'reset_mid_body', after: 3 } });
    const { error } = await outcomeOf(connect({ retry: { maxAttempts: 0 } }).streamPrompt('m', 'x'));
    expect(polls().at(-1)).to.equal(messageOf(error));
    expect(telemetry.socketPolls.at(-1)).to.include({ result: 'error' });
  });

  it('onWsPoll is not called after the consumer unsubscribed', async () => {
    using.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: 6 }, cut: 'whole' });
    await valuesOf(connect().streamPrompt('m', 'x').pipe(ofType('output_text_delta'), take(1)));
    const before = telemetry.socketPolls.length;
    await allClosed(using.server);
    expect(telemetry.socketPolls.length).to.equal(before).and.to.be.within(1, 5);
  });

  it('onSkipped receives why a message was skipped, and how it begins', async () => {
    const odd = { type: 'response.output_text.delta', delta: ['x'] };
    using.server.enqueue({ answer: { frames: [odd, ...answer.frames] }, fault: { type: 'malformed_frame', after: 3 } });
    await valuesOf(connect().streamPrompt('m', 'x'));
    expect(telemetry.skipped).to.have.length(2);
    expect(telemetry.skipped[0]?.excerpt).to.equal(JSON.stringify(odd));
    expect(telemetry.skipped[1]?.reason).to.equal('not JSON');
  });

  describe('a hook that throws changes nothing:', () => {
    const HOOKS = ['onRequest', 'onRetry', 'onWsRequest', 'onWsPoll', 'onSkipped', 'onFailOver'] as const;

    /** Every hook has something to tell of this: a retry, a message to skip, a move to another provider. */
    const eventful = async (given: Telemetry) => {
      using.server.refuseHandshake(refused(500));
      using.server.enqueue(
        { answer, fault: { type: 'malformed_frame', after: 3 } },
        { answer, fault: { type: 'truncate', after: 1 } },
        { answer },
      );
      const provider = createProvider({ name: 'first', baseUrl: using.server.baseUrl, retry: { baseDelay: 1 } });
      const client = new RoutedClient({
        provider,
        websocket: nodeWebSocketTransport(),
        fallbacks: [{ provider: { ...provider, name: 'second' } }],
        telemetry: given,
      });
      const stream = client.streamPrompt('m', 'x');
      const outcomes = [await outcomeOf(stream), await outcomeOf(stream)];
      client.close();
      return outcomes;
    };

    for (const hooks of [...HOOKS.map((hook) => [hook]), HOOKS])
      it(hooks.join(', '), async () => {
        const told: string[] = [];
        const outcomes = await eventful(throwing(hooks, told));
        expect(outcomes).to.deep.equal(await eventful({}));
        for (const { values } of outcomes) expect(values.at(-1)).to.include({ type: 'completed' });
        expect([...new Set(told)]).to.have.members([...hooks]);
      });
  });
});
