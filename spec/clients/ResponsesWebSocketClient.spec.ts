import { expect } from 'chai';
import { lastValueFrom, take } from 'rxjs';
import { WebSocketServer } from 'ws';
import type { ResponseStream } from '../../lib/clients/http/ResponseStream.js';
import type { ResponsesConnection } from '../../lib/clients/ResponsesConnection.js';
import type { ResponsesOptions } from '../../lib/clients/ResponsesOptions.js';
import { isApiError } from '../../lib/protocol/errors/ApiError.js';
import { isJsonObject } from '../../lib/protocol/codec/json.js';
import type { Prompt } from '../../lib/protocol/Prompt.js';
import type { ResponseEvent } from '../../lib/protocol/ResponseEvent.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import { bearerAuth } from '../../lib/provider/AuthProvider.js';
import { createTurnState } from '../../lib/provider/TurnState.js';
import { reasoningAnswer, structuredAnswer, textAnswer, toolCallAnswer } from '../../lib/server/script/answers.js';
import type { ScriptedAnswer, Script } from '../../lib/server/script/Script.js';
import { recordTelemetry } from '../../lib/testing/recordTelemetry.js';
import { textDelta } from '../../lib/testing/wire.js';
import { errorOf, outcomeOf, textIn, until, valuesOf } from '../support/collect.js';
import { loopback } from '../support/loopback.js';
import { clientOf, useServer } from '../support/scripted.js';
import { allClosed, askedOnSockets, connectionTo, handshakesOf } from '../support/scriptedSocket.js';
import { within } from '../support/within.js';

type Item = ResponseItem;

const user = (text: string): Item => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });

const itemsIn = (events: readonly ResponseEvent[]): readonly Item[] =>
  events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []));

const idIn = (events: readonly ResponseEvent[]): string | undefined =>
  events.flatMap((event) => (event.type === 'completed' ? [event.response_id] : []))[0];

/** A body without the part that a conversation changes. */
const standing = (body: unknown) => {
  if (!isJsonObject(body)) throw new Error('the body is no object');
  const { input: _, previous_response_id: __, ...rest } = body;
  return rest;
};

const partOf = (body: unknown, key: string): unknown => (isJsonObject(body) ? body[key] : undefined);

const ANSWERS: Readonly<Record<string, ScriptedAnswer>> = {
  'a text': textAnswer('naïve — “日本” 💙 end', { usage: { input_tokens: 3 } }),
  'a text of no words': textAnswer(''),
  'a text without usage': textAnswer('one two', { usage: null }),
  'reasoning and a text': reasoningAnswer({ reasoning: 'let me see', summary: ['seen', 'done'], text: 'yes' }),
  'a tool call': toolCallAnswer({ name: 'get_weather', arguments: { city: 'Paris' } }),
  'several tool calls': toolCallAnswer(['Paris', 'Rome'].map((city) => ({ name: 'weather', arguments: { city } }))),
  'broken arguments': toolCallAnswer({ name: 'f', arguments: '{"a":' }),
  'structured output': structuredAnswer({ n: 7 }),
};

describe('ResponsesWebSocketClient over a real WebSocket', () => {
  const using = useServer();
  const connect = (...rest: Parameters<typeof connectionTo> extends [unknown, ...infer R] ? R : never) =>
    connectionTo(using.server, ...rest);

  describe('the handshake', () => {
    it('is a GET of the path, with the key and the version of the protocol', async () => {
      await valuesOf(connect({}, { auth: bearerAuth('key-1') }).streamPrompt('m', 'x'));
      const [request] = using.server.requests;
      expect(request).to.include({ transport: 'websocket', method: 'GET', path: '/v1/responses' });
      expect(request?.headers).to.include({
        authorization: 'Bearer key-1',
        'openai-beta': 'responses_websockets=2026-02-06',
        upgrade: 'websocket',
      });
    });

    it('carries the query of the provider', async () => {
      await valuesOf(connect({ queryParams: { 'api-version': '1' } }).streamPrompt('m', 'x'));
      expect(using.server.requests[0]?.query).to.deep.equal({ 'api-version': '1' });
    });

    it('carries the headers of the provider and of the request, which win, and of the session', async () => {
      const options = {
        conversationId: 'conv-1',
        sessionSource: { subagent: 'review' },
        extraHeaders: { 'X-A': 'request' },
      } as const;
      await valuesOf(connect({ headers: { 'x-a': 'provider', 'x-b': 'provider' } }).streamPrompt('m', 'x', options));
      expect(using.server.sockets[0]?.headers).to.include({
        'x-a': 'request',
        'x-b': 'provider',
        session_id: 'conv-1',
        conversation_id: 'conv-1',
        'x-client-request-id': 'conv-1',
        'x-openai-subagent': 'review',
      });
    });

    it('carries the options of the connection, unless a request replaces them', async () => {
      const made = { conversationId: 'conv-1', extraHeaders: { 'x-a': 'connection' } };
      await valuesOf(connect({}, {}, made).streamPrompt('m', 'x', { extraHeaders: { 'x-a': 'request' } }));
      await lastValueFrom(connect({}, {}, made).prewarm(), { defaultValue: undefined });
      await until(() => using.server.sockets.length === 2);
      expect(using.server.sockets.map(({ headers }) => [headers['session_id'], headers['x-a']])).to.deep.equal([
        ['conv-1', 'request'],
        ['conv-1', 'connection'],
      ]);
    });

    it('asks for credentials anew for every socket, and not for every request', async () => {
      let asked = 0;
      using.server.enqueue({}, { answer: textAnswer('one'), fault: { type: 'truncate', after: 5 } }, {});
      const connection = connect({}, { auth: { bearerToken: () => `key-${++asked}` } });
      for (let request = 0; request < 3; request++) await outcomeOf(connection.streamPrompt('m', 'x'));
      expect(using.server.sockets.map(({ headers }) => headers['authorization'])).to.deep.equal([
        'Bearer key-1',
        'Bearer key-2',
      ]);
    });

    it('refreshes the credentials on a 401, once', async () => {
      const tokens = ['old', 'new'];
      const auth = { bearerToken: () => tokens[0], refresh: () => [tokens.shift()] };
      using.server.refuseHandshake({ type: 'status', status: 401 });
      const events = await valuesOf(connect({}, { auth }).streamPrompt('m', 'x'));
      expect(events.at(-1)?.type).to.equal('completed');
      expect(
        [...using.server.requests, ...using.server.sockets].map((seen) => seen.headers['authorization']),
      ).to.include.members(['Bearer old', 'Bearer new']);
      expect(handshakesOf(using.server)).to.equal(2);
    });

    it('captures the state of a turn, and echoes it in the next handshake of that turn', async () => {
      const state = (value: string): Script => ({
        answer: textAnswer('one'),
        headers: { 'x-codex-turn-state': value },
        fault: { type: 'truncate', after: 5 },
      });
      using.server.enqueue(state('s1'), state('s2'), {}, {});
      const turnState = createTurnState();
      const connection = connect();
      for (let request = 0; request < 3; request++) await outcomeOf(connection.streamPrompt('m', 'x', { turnState }));
      await outcomeOf(connect().streamPrompt('m', 'x', { turnState: createTurnState() }));
      expect(using.server.sockets.map(({ headers }) => headers['x-codex-turn-state'])).to.deep.equal([
        undefined,
        's1',
        's1',
        undefined,
      ]);
    });

    it('emits the events of its headers with every request, but no rate limits', async () => {
      const headers = {
        'openai-model': 'm-2',
        'x-models-etag': 'e1',
        'x-reasoning-included': 'true',
        'x-codex-primary-used-percent': '12.5',
      };
      using.server.enqueue({ headers }, {});
      const connection = connect();
      for (let request = 0; request < 2; request++) {
        const events = await valuesOf(connection.streamPrompt('m', 'x'));
        expect(events.slice(0, 4)).to.deep.equal([
          { type: 'server_model', model: 'm-2' },
          { type: 'models_etag', etag: 'e1' },
          { type: 'server_reasoning_included', included: true },
          { type: 'created' },
        ]);
        expect(events.filter(({ type }) => type === 'rate_limits')).to.deep.equal([]);
      }
      expect(using.server.sockets).to.have.length(1);
    });
  });

  describe('makes no difference to HTTP in', () => {
    for (const [what, answer] of Object.entries(ANSWERS))
      it(`the events of ${what}`, async () => {
        const script = { answer, headers: { 'openai-model': 'm-2' } };
        using.server.enqueue(script, script);
        const overHttp = await valuesOf(clientOf(using.server).streamPrompt('m', 'x'));
        const overSocket = await valuesOf(connect().streamPrompt('m', 'x'));
        expect(overSocket).to.deep.equal(overHttp);
        expect(overSocket.at(-1)?.type).to.equal('completed');
        expect(using.server.requests.map(({ transport }) => transport)).to.deep.equal(['http', 'websocket']);
      });

    for (const cut of ['frame', 'whole', 1, 7] as const)
      it(`the events, however the messages are cut (${cut})`, async () => {
        const answer = textAnswer('naïve — “日本” 💙 end');
        using.server.enqueue({ answer, cut });
        expect(textIn(await valuesOf(connect().streamPrompt('m', 'x')))).to.equal('naïve — “日本” 💙 end');
      });

    it('the whole items, aggregated', async () => {
      const answer = reasoningAnswer({ reasoning: 'let me see', text: 'yes indeed' });
      using.server.enqueue(
        { answer, headers: { 'openai-model': 'm-2' } },
        { answer, headers: { 'openai-model': 'm-2' } },
      );
      const overHttp = await valuesOf(clientOf(using.server).streamPrompt('m', 'x').aggregate());
      expect(await valuesOf(connect().streamPrompt('m', 'x').aggregate())).to.deep.equal(overHttp);
    });

    const schema = { type: 'object', properties: { n: { type: 'integer' } } };
    const bodies: readonly (readonly [string, string | Prompt, ResponsesOptions])[] = [
      ['a text', 'x', {}],
      [
        'a prompt with everything',
        {
          instructions: 'Be brief.',
          input: [
            user('x'),
            { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'e' },
            { type: 'function_call', id: 'fc_1', name: 'f', arguments: '{}', call_id: 'c' },
            { type: 'function_call_output', call_id: 'c', output: '7' },
          ],
          tools: [{ type: 'function', name: 'f', parameters: {} }],
          parallelToolCalls: true,
          outputSchema: schema,
        },
        {},
      ],
      [
        'every option',
        'x',
        {
          reasoning: { effort: 'low', summary: 'auto' },
          include: ['reasoning.encrypted_content'],
          promptCacheKey: 'conv-1',
          text: { verbosity: 'low' },
          storeOverride: true,
          serviceTier: 'flex',
          modelParameters: { temperature: 0.5, max_output_tokens: 9 },
        },
      ],
    ];
    for (const provider of ['scripted', 'azure'])
      for (const [what, prompt, options] of bodies)
        it(`the body of ${what} but its type, for ${provider}`, async () => {
          await valuesOf(clientOf(using.server, { name: provider }).streamPrompt('m', prompt, options));
          await valuesOf(connect({ name: provider }).streamPrompt('m', prompt, options));
          const [overHttp, overSocket] = using.server.requests.map(({ body }) => body);
          if (!isJsonObject(overHttp)) return expect.fail('the body is no object');
          expect(overSocket).to.deep.equal({ type: 'response.create', ...overHttp });
        });

    it('the body of a prepared request but its type', async () => {
      const request = {
        model: 'm',
        instructions: 'i',
        input: [{ type: 'function_call', id: 'fc_1', name: 'f', arguments: '{}', call_id: 'c' }],
        tools: [],
        tool_choice: 'auto',
        parallel_tool_calls: false,
        reasoning: null,
        store: false,
        stream: true,
        include: [],
      } as const;
      await valuesOf(clientOf(using.server).streamRequest(request));
      await valuesOf(connect().streamRequest(request));
      const [overHttp, overSocket] = using.server.requests.map(({ body }) => body);
      if (!isJsonObject(overHttp)) return expect.fail('the body is no object');
      expect(overSocket).to.deep.equal({ type: 'response.create', ...overHttp });
    });
  });

  describe('a conversation', () => {
    /** Goes on with a conversation by what the user says next; gives the conversation so far. */
    const turn = async (
      connection: ResponsesConnection,
      history: readonly Item[],
      options: ResponsesOptions = {},
    ): Promise<readonly Item[]> => {
      const events = await valuesOf(
        connection.streamPrompt('m', { instructions: 'Be brief.', input: history }, options),
      );
      return [...history, ...itemsIn(events)];
    };

    it('sends what is new, and which response it continues; all else again', async () => {
      using.server.enqueue(
        { answer: textAnswer('one', { id: 'resp_a' }) },
        { answer: reasoningAnswer({ reasoning: 'let me see', summary: 's', text: 'two' }, { id: 'resp_b' }) },
        { answer: textAnswer('three', { id: 'resp_c' }) },
      );
      const connection = connect();
      let history: readonly Item[] = [];
      for (const text of ['first', 'second', 'third']) history = await turn(connection, [...history, user(text)]);
      expect(history.map(({ type }) => type)).to.deep.equal([
        ...['message', 'message', 'message', 'reasoning', 'message', 'message', 'message'],
      ]);
      const [first, second, third] = using.server.requests.map(({ body }) => body);
      expect(first).not.to.have.property('previous_response_id');
      expect(first).to.deep.include({ type: 'response.create', input: [user('first')] });
      expect(second).to.deep.include({ input: [user('second')], previous_response_id: 'resp_a' });
      expect(third).to.deep.include({ input: [user('third')], previous_response_id: 'resp_b' });
      expect([second, third].map(standing)).to.deep.equal([standing(first), standing(first)]);
      expect(using.server.sockets).to.have.length(1);
    });

    it('sends nothing of a tool call but its output', async () => {
      using.server.enqueue(
        { answer: toolCallAnswer({ name: 'f', arguments: { a: 1 }, callId: 'call_7' }, { id: 'resp_a' }) },
        { answer: textAnswer('it is 7', { id: 'resp_b' }) },
      );
      const connection = connect();
      const tools = [{ type: 'function', name: 'f', parameters: {} }];
      const called = await valuesOf(connection.streamPrompt('m', { input: [user('x')], tools }));
      const output = { type: 'function_call_output', call_id: 'call_7', output: '7' } as const;
      const input = [user('x'), ...itemsIn(called), output];
      expect(textIn(await valuesOf(connection.streamPrompt('m', { input, tools })))).to.equal('it is 7');
      expect(using.server.requests[1]?.body).to.deep.include({ input: [output], previous_response_id: 'resp_a' });
    });

    it('takes the items back also from a program that wrote them down as JSON', async () => {
      using.server.enqueue({ answer: textAnswer('one', { id: 'resp_a' }) }, {});
      const connection = connect();
      const said = itemsIn(await valuesOf(connection.streamPrompt('m', { input: [user('first')] })));
      const input = [user('first'), ...said, user('second')].map((item) => structuredClone(item));
      await valuesOf(connection.streamPrompt('m', { input }));
      expect(using.server.requests[1]?.body).to.deep.include({
        input: [user('second')],
        previous_response_id: 'resp_a',
      });
    });

    /** What is asked second, after "first" was answered with "one". */
    const whole: readonly (readonly [string, (said: readonly Item[]) => Prompt, ResponsesOptions?])[] = [
      ['the history is another', (said) => ({ input: [user('other'), ...said, user('second')] })],
      ['the answer is left out', () => ({ input: [user('first'), user('second')] })],
      ['nothing is new', (said) => ({ input: [user('first'), ...said] })],
      ['it begins anew', () => ({ input: 'second' })],
      [
        'the ids of the items were taken off',
        () => ({
          input: [
            user('first'),
            { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'one' }] },
            user('second'),
          ],
        }),
      ],
      [
        'the instructions are others',
        (said) => ({ instructions: 'New.', input: [user('first'), ...said, user('second')] }),
      ],
      [
        'an option is another',
        (said) => ({ input: [user('first'), ...said, user('second')] }),
        { serviceTier: 'flex' },
      ],
    ];
    for (const [what, promptOf, options] of whole)
      it(`is sent whole, on the same socket, where ${what}`, async () => {
        using.server.enqueue({ answer: textAnswer('one', { id: 'resp_a' }) });
        const connection = connect();
        const said = itemsIn(await valuesOf(connection.streamPrompt('m', { input: [user('first')] })));
        const prompt = promptOf(said);
        const events = await valuesOf(connection.streamPrompt('m', prompt, options));
        expect(events.at(-1)?.type).to.equal('completed');
        const body = using.server.requests[1]?.body;
        expect(body).not.to.have.property('previous_response_id');
        const count = typeof prompt.input === 'string' ? 1 : prompt.input.length;
        expect(partOf(body, 'input')).to.have.length(count);
        expect(using.server.sockets).to.have.length(1);
      });

    it('names the response that the caller names, and sends what the caller sends', async () => {
      using.server.enqueue(
        { answer: textAnswer('one', { id: 'resp_a' }) },
        { answer: textAnswer('two', { id: 'resp_b' }) },
      );
      const connection = connect();
      await valuesOf(connection.streamPrompt('m', 'first'));
      await valuesOf(connection.streamPrompt('m', 'second', { previousResponseId: 'resp_a' }));
      expect(using.server.requests[1]?.body).to.deep.include({
        input: [user('second')],
        previous_response_id: 'resp_a',
      });
    });

    it('does not continue an answer that was cut short, but keeps its socket', async () => {
      const fault = { type: 'incomplete', after: 4, reason: 'max_output_tokens' } as const;
      using.server.enqueue({ answer: textAnswer('one two', { id: 'resp_a' }), fault }, {});
      const connection = connect();
      const events = await valuesOf(connection.streamPrompt('m', { input: [user('first')] }));
      expect(events.at(-1)).to.include({ type: 'completed', status: 'incomplete' });
      await valuesOf(connection.streamPrompt('m', { input: [user('first'), ...itemsIn(events), user('second')] }));
      expect(using.server.requests[1]?.body).not.to.have.property('previous_response_id');
      expect(using.server.sockets).to.have.length(1);
    });

    it('is sent whole on a new socket, after a failure', async () => {
      const answer = textAnswer('one', { id: 'resp_a' });
      using.server.enqueue({ answer }, { answer, fault: { type: 'truncate', after: 5 } }, {});
      const connection = connect();
      const history = [...(await turn(connection, [user('first')])), user('second')];
      await outcomeOf(connection.streamPrompt('m', { instructions: 'Be brief.', input: history }));
      await turn(connection, history);
      const asked = askedOnSockets(using.server);
      expect(asked.map(({ socket }) => socket)).to.deep.equal([0, 0, 1]);
      expect(asked.map(({ body }) => partOf(body, 'previous_response_id'))).to.deep.equal([
        undefined,
        'resp_a',
        undefined,
      ]);
      expect(partOf(asked[2]?.body, 'input')).to.have.length(3);
    });

    it('is sent whole where the server knows the response no more, and the consumer notices nothing', async () => {
      const answer = textAnswer('one', { id: 'resp_a' });
      const error = { code: 'previous_response_not_found', message: 'not found' };
      using.server.enqueue({ answer }, { fault: { type: 'ws_error', after: 0, status: 400, error } }, { answer });
      const connection = connect({ retry: { maxAttempts: 0 } });
      await turn(connection, [...(await turn(connection, [user('first')])), user('second')]);
      const asked = askedOnSockets(using.server);
      expect(asked.map(({ socket, body }) => [socket, partOf(body, 'previous_response_id')])).to.deep.equal([
        [0, undefined],
        [0, 'resp_a'],
        [1, undefined],
      ]);
    });

    it('goes on over a new socket where the server closed the idle one', async () => {
      const answer = textAnswer('one', { id: 'resp_a' });
      using.server.enqueue(
        { answer, fault: { type: 'ws_close', after: answer.frames.length, code: 1000 } },
        { answer },
      );
      const connection = connect();
      const history = await turn(connection, [user('first')]);
      await using.server.sockets[0]?.closed;
      await turn(connection, [...history, user('second')]);
      const asked = askedOnSockets(using.server);
      expect(asked.map(({ socket, body }) => [socket, partOf(body, 'previous_response_id')])).to.deep.equal([
        [0, undefined],
        [1, undefined],
      ]);
    });
  });

  describe('several at once', () => {
    it('answers one after another on one connection, each its own', async () => {
      const answers = [1, 2, 3].map((place) => textAnswer(`answer ${place}`, { id: `resp_${place}` }));
      using.server.enqueue(...answers.map((answer) => ({ answer })));
      const connection = connect();
      const told: string[] = [];
      const outcomes = await Promise.all(
        answers.map(async (_, place) => {
          const stream = connection.streamPrompt('m', `question ${place + 1}`);
          return new Promise<readonly ResponseEvent[]>((resolve, reject) => {
            const events: ResponseEvent[] = [];
            stream.subscribe({
              next: (event) => {
                events.push(event);
                told.push(`${place + 1} of ${using.server.requests.length}`);
              },
              error: reject,
              complete: () => resolve(events),
            });
          });
        }),
      );
      expect(outcomes.map(textIn)).to.deep.equal(['answer 1', 'answer 2', 'answer 3']);
      // No event of one between those of another, and nothing is asked before the one before it was answered.
      expect([...new Set(told)]).to.deep.equal(['1 of 1', '2 of 2', '3 of 3']);
      expect(told).to.deep.equal([...told].sort());
      expect(using.server.sockets).to.have.length(1);
    });

    it('asks the next one where the one before it failed, on a new socket', async () => {
      using.server.enqueue({ answer: textAnswer('one two'), fault: { type: 'truncate', after: 5 } }, {});
      const connection = connect();
      const [first, second] = await Promise.all(
        ['x', 'y'].map((question) => outcomeOf(connection.streamPrompt('m', question))),
      );
      expect(isApiError(first?.error)).to.equal(true);
      expect(second?.error).to.equal(undefined);
      expect(askedOnSockets(using.server).map(({ socket }) => socket)).to.deep.equal([0, 1]);
    });

    it('sends the next request where the one before it is cancelled', async () => {
      const answer = textAnswer('one two');
      using.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: 5 } }, { answer });
      const connection = connect();
      const first = valuesOf(connection.streamPrompt('m', 'x').pipe(take(3)));
      const second = valuesOf(connection.streamPrompt('m', 'y'));
      expect(await first).to.have.length(3);
      expect(textIn(await second)).to.equal('one two');
      await using.server.sockets[0]?.closed;
      expect(askedOnSockets(using.server).map(({ socket }) => socket)).to.deep.equal([0, 1]);
    });

    it('does not send a request that was cancelled while it waited', async () => {
      const answer = textAnswer('one two');
      using.server.enqueue({ answer }, { answer });
      const connection = connect();
      const first = valuesOf(connection.streamPrompt('m', 'x'));
      connection
        .streamPrompt('m', 'y')
        .subscribe({ error: () => expect.fail('no error was expected') })
        .unsubscribe();
      await Promise.all([first, valuesOf(connection.streamPrompt('m', 'z'))]);
      const questions = using.server.requests.map(({ body }) => partOf(body, 'input'));
      expect(questions).to.deep.equal([[user('x')], [user('z')]]);
    });

    it('answers at the same time on two connections', async () => {
      const answer = textAnswer('one two');
      using.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: 5 } }, { answer });
      let seen = 0;
      const stalled = connect()
        .streamPrompt('m', 'x')
        .subscribe({ next: () => seen++, error: () => expect.fail('no error was expected') });
      await until(() => seen > 0);
      expect(textIn(await valuesOf(connect().streamPrompt('m', 'y')))).to.equal('one two');
      stalled.unsubscribe();
      expect(askedOnSockets(using.server).map(({ socket }) => socket)).to.deep.equal([0, 1]);
      await using.server.sockets[0]?.closed;
    });
  });

  describe('a stream', () => {
    it('sends nothing before it is subscribed, not even a handshake', async () => {
      const stream = connect().streamPrompt('m', 'x');
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(handshakesOf(using.server)).to.equal(0);
      await valuesOf(stream);
      expect(handshakesOf(using.server)).to.equal(1);
    });

    it('is two requests where it is subscribed twice, on one socket', async () => {
      const stream = connect().streamPrompt('m', 'x');
      const [first, second] = [await valuesOf(stream), await valuesOf(stream)];
      expect([idIn(first), idIn(second)]).to.deep.equal(['resp_1', 'resp_2']);
      expect(using.server.requests).to.have.length(2);
      expect(using.server.sockets).to.have.length(1);
    });

    it('can be iterated, and the socket is kept', async () => {
      using.server.enqueue({ answer: textAnswer('one two') }, {});
      const connection = connect();
      const events: ResponseEvent[] = [];
      for await (const event of connection.streamPrompt('m', 'x')) events.push(event);
      expect(textIn(events)).to.equal('one two');
      await valuesOf(connection.streamPrompt('m', 'y'));
      expect(using.server.sockets).to.have.length(1);
    });

    for (const highWaterMark of [1, 2, 100])
      it(`gives a loop that takes its time everything (highWaterMark ${highWaterMark}), and the next one too`, async () => {
        const words = Array.from({ length: 300 }, (_, place) => `word${place}`).join(' ');
        using.server.enqueue({ answer: textAnswer(words) }, { answer: textAnswer('one two', { id: 'resp_2' }) });
        const connection = connect();
        const slow = async (stream: ResponseStream) => {
          const events: ResponseEvent[] = [];
          for await (const event of stream.iterate({ highWaterMark })) {
            events.push(event);
            await new Promise((resolve) => setImmediate(resolve));
          }
          return textIn(events);
        };
        expect(await slow(connection.streamPrompt('m', 'x'))).to.equal(words);
        expect(await slow(connection.streamPrompt('m', 'y'))).to.equal('one two');
        expect(using.server.sockets).to.have.length(1);
      });

    it('that is cancelled in a loop closes the socket', async () => {
      using.server.enqueue({ answer: textAnswer('one two'), fault: { type: 'stall_mid_body', after: 5 } });
      for await (const { type } of connect().streamPrompt('m', 'x')) if (type === 'created') break;
      expect(await using.server.sockets[0]?.closed).to.include({ code: 1000 });
      expect(using.server.requests[0]?.clientClosedAt).to.be.a('number');
    });

    it('fails when its signal fires, and closes the socket', async () => {
      using.server.enqueue({ answer: textAnswer('one two'), fault: { type: 'stall_mid_body', after: 5 } }, {});
      const abort = new AbortController();
      const connection = connect();
      const { signal } = abort;
      const failure = errorOf(connection.streamPrompt('m', 'x', { signal }));
      await until(() => using.server.requests.length === 1);
      abort.abort(new Error('enough'));
      expect((await failure).message).to.equal('network error: aborted by the signal');
      await using.server.sockets[0]?.closed;
      expect((await valuesOf(connection.streamPrompt('m', 'y'))).at(-1)?.type).to.equal('completed');
    });

    it('sends nothing where its signal has fired already', async () => {
      const error = await errorOf(connect().streamPrompt('m', 'x', { signal: AbortSignal.abort() }));
      expect(error.message).to.equal('network error: aborted by the signal');
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(handshakesOf(using.server)).to.equal(0);
    });

    it('fails with a build error where the base URL is none, and sends nothing', async () => {
      const error = await errorOf(connect({ baseUrl: 'nowhere' }).streamPrompt('m', 'x'));
      expect(error.type === 'transport' && error.error.type).to.equal('build');
      expect(handshakesOf(using.server)).to.equal(0);
    });
  });

  describe('prewarm', () => {
    const warm = (connection: ResponsesConnection) => valuesOf(connection.prewarm());

    it('opens the socket that the first request uses, and asks nothing', async () => {
      const telemetry = recordTelemetry();
      const connection = connect({}, { telemetry });
      expect(await warm(connection)).to.deep.equal([]);
      expect([using.server.sockets.length, using.server.requests.length]).to.deep.equal([1, 0]);
      await valuesOf(connection.streamPrompt('m', 'x'));
      expect([using.server.sockets.length, using.server.requests.length]).to.deep.equal([1, 1]);
      expect(telemetry.socketRequests.map(({ reused }) => reused)).to.deep.equal([true]);
    });

    it('does nothing before it is subscribed, and nothing where the socket is open', async () => {
      const connection = connect();
      const warming = connection.prewarm();
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(handshakesOf(using.server)).to.equal(0);
      await Promise.all([valuesOf(warming), warm(connection)]);
      await warm(connection);
      expect(handshakesOf(using.server)).to.equal(1);
    });

    it('lets a request that comes meanwhile wait for it', async () => {
      const connection = connect();
      await Promise.all([warm(connection), valuesOf(connection.streamPrompt('m', 'x'))]);
      expect(handshakesOf(using.server)).to.equal(1);
    });

    it('retries, then fails as a request would; the connection can still be used', async () => {
      using.server.refuseHandshake(...[503, 503].map((status) => ({ type: 'status', status }) as const));
      const connection = connect({ retry: { maxAttempts: 1 } });
      expect((await errorOf(connection.prewarm())).message).to.equal('http 503: Scripted status 503.');
      expect(handshakesOf(using.server)).to.equal(2);
      expect((await valuesOf(connection.streamPrompt('m', 'x'))).at(-1)?.type).to.equal('completed');
    });

    it('that is cancelled cancels the handshake, and releases the lock', async () => {
      using.server.refuseHandshake({ type: 'stall_before_head' });
      const connection = connect();
      const subscription = connection.prewarm().subscribe({ error: () => expect.fail('no error was expected') });
      await until(() => using.server.requests.length === 1);
      subscription.unsubscribe();
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
      expect((await valuesOf(connection.streamPrompt('m', 'x'))).at(-1)?.type).to.equal('completed');
    });
  });

  describe('close', () => {
    const CLOSED = { type: 'stream', reason: 'closed_by_caller', detail: 'websocket connection is closed' } as const;

    it('closes the socket with a close frame, and does nothing the second time', async () => {
      const connection = connect();
      await valuesOf(connection.streamPrompt('m', 'x'));
      connection.close();
      connection.close();
      expect(await using.server.sockets[0]?.closed).to.include({ code: 1000 });
    });

    it('fails what is asked or opened afterwards, and sends nothing', async () => {
      const connection = connect();
      connection.close();
      expect(await errorOf(connection.streamPrompt('m', 'x'))).to.include(CLOSED);
      expect(await errorOf(connection.prewarm())).to.include(CLOSED);
      expect(handshakesOf(using.server)).to.equal(0);
    });

    it('fails the answer that is being read, after what came, and those that wait', async () => {
      using.server.enqueue({ answer: textAnswer('one two'), fault: { type: 'stall_mid_body', after: 5 } });
      const connection = connect();
      let seen = 0;
      const reading = new Promise<unknown>((resolve) => {
        connection.streamPrompt('m', 'x').subscribe({ next: () => seen++, error: resolve });
      });
      const waiting = errorOf(connection.streamPrompt('m', 'y'));
      await until(() => seen === 3);
      connection.close();
      expect(await reading).to.include(CLOSED);
      expect(await waiting).to.include(CLOSED);
      await allClosed(using.server);
      expect(using.server.requests).to.have.length(1);
    });
  });
});

describe('back-pressure to a WebSocket', () => {
  const FRAME = JSON.stringify(textDelta('x'.repeat(2000)));
  // Sockets and runtimes hold a few MB of their own; without back-pressure the server below would never stop.
  const HELD_AT_MOST = 32 * 1024 * 1024;

  it('a slow loop stops the server from sending, and breaking out of it closes the socket', async () => {
    let [sent, blocked, closed] = [0, false, false];
    const endless = await loopback((_request, response) => response.writeHead(404).end());
    const upgrades = new WebSocketServer({ noServer: true, clientTracking: false });
    endless.server.on('upgrade', (request, connection, head) =>
      upgrades.handleUpgrade(request, connection, head, (socket) => {
        const send = (): void => {
          while (!closed && !connection.writableNeedDrain && sent <= HELD_AT_MOST) {
            socket.send(FRAME);
            sent += FRAME.length;
          }
          blocked = true;
          if (sent > HELD_AT_MOST) socket.terminate();
          else connection.once('drain', send);
        };
        socket.on('close', () => (closed = true));
        socket.on('error', () => undefined);
        socket.once('message', send);
      }),
    );
    try {
      const connection = connectionTo({ baseUrl: `${endless.origin}/v1` }, { streamIdleTimeout: 60_000 });
      const loop = connection.streamPrompt('m', 'x').iterate({ highWaterMark: 10 });
      expect(await loop.next()).to.have.nested.include({ done: false, 'value.type': 'output_text_delta' });
      // The server is blocked for good when many turns of the event loop bring no byte more.
      let stable = 0;
      for (let last = -1; stable < 2000;) {
        stable = sent === last ? stable + 1 : 0;
        last = sent;
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(blocked).to.equal(true);
      expect(sent).to.be.lessThan(HELD_AT_MOST);
      const before = sent;
      for (let taken = 0; taken < 6000; taken++) await loop.next();
      expect(sent).to.be.greaterThan(before);
      await loop.return?.();
      await until(() => closed);
    } finally {
      await endless.stop();
    }
  });
});
