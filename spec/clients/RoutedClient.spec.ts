import { expect } from 'chai';
import { EMPTY, isObservable, take } from 'rxjs';
import { RoutedClient } from '../../lib/clients/RoutedClient.js';
import type { RoutedClientOptions } from '../../lib/clients/routed/RoutedClientOptions.js';
import { isApiError } from '../../lib/protocol/errors/ApiError.js';
import { isJsonObject } from '../../lib/protocol/codec/json.js';
import type { Prompt } from '../../lib/protocol/Prompt.js';
import type { ResponseEvent } from '../../lib/protocol/ResponseEvent.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import { bearerAuth } from '../../lib/provider/AuthProvider.js';
import { createProvider, type ProviderOptions } from '../../lib/provider/Provider.js';
import { createTurnState } from '../../lib/provider/TurnState.js';
import { reasoningAnswer, structuredAnswer, textAnswer, toolCallAnswer } from '../../lib/server/script/answers.js';
import type { ScriptedAnswer, Fault } from '../../lib/server/script/Script.js';
import { recordTelemetry } from '../../lib/testing/recordTelemetry.js';
import { sse, textDelta } from '../../lib/testing/wire.js';
import { errorOf, outcomeOf, textIn, until, valuesOf } from '../support/collect.js';
import { loopback } from '../support/loopback.js';
import { useServer } from '../support/scripted.js';
import { within } from '../support/within.js';

type Wire = 'responses' | 'chat';

const WIRES: readonly Wire[] = ['responses', 'chat'];
const PATHS: Readonly<Record<Wire, string>> = { responses: '/v1/responses', chat: '/v1/chat/completions' };

const answer = textAnswer('one two three');
const failing = (status: number): Fault => ({
  type: 'status',
  status,
  body: { error: { message: `status ${status}` } },
});

/** The finished items, without what only one wire tells of them. */
const itemsIn = (events: readonly ResponseEvent[]): readonly unknown[] =>
  events
    .flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []))
    .map((item: ResponseItem) => {
      switch (item.type) {
        case 'message':
          return { role: item.role, content: item.content.map((part) => ('text' in part ? part.text : part)) };
        case 'reasoning':
          return (item.content ?? []).map((part) => ('text' in part ? part.text : part));
        case 'function_call':
          return { name: item.name, arguments: item.arguments, call_id: item.call_id };
        default:
          return item;
      }
    });

const textOf = (events: readonly ResponseEvent[]): string =>
  events
    .flatMap((event) => (event.type === 'output_item_done' && event.item.type === 'message' ? event.item.content : []))
    .map((part) => (part.type === 'output_text' ? part.text : ''))
    .join('');

describe('RoutedClient over real HTTP', () => {
  const using = useServer();
  // The server of the fallbacks.
  const other = useServer();

  const providerOf = (options: Partial<ProviderOptions> = {}) =>
    createProvider({
      name: 'first',
      baseUrl: using.server.baseUrl,
      ...options,
      retry: { baseDelay: 1, maxAttempts: 0, ...options.retry },
    });
  const fallbackOf = (options: Partial<ProviderOptions> = {}) =>
    providerOf({ name: 'second', baseUrl: other.server.baseUrl, wire: 'chat', ...options });
  const clientOf = (options: Partial<RoutedClientOptions> = {}) =>
    new RoutedClient({ provider: providerOf(), fallbacks: [{ provider: fallbackOf() }], ...options });

  describe('the wire', () => {
    for (const wire of WIRES)
      it(`is the provider's: ${wire}, with its path, its body and its events`, async () => {
        using.server.enqueue({ answer });
        const client = clientOf({ provider: providerOf({ wire }) });
        const events = await valuesOf(client.streamPrompt('m', { instructions: 'Be brief.', input: 'x' }));
        expect(textIn(events)).to.equal('one two three');
        const [request] = using.server.requests;
        expect(request).to.include({ method: 'POST', path: PATHS[wire] });
        expect(request?.headers).to.include({ accept: 'text/event-stream' });
        expect(request?.body).to.deep.include(
          wire === 'chat'
            ? {
                stream: true,
                messages: [
                  { role: 'system', content: 'Be brief.' },
                  { role: 'user', content: 'x' },
                ],
              }
            : {
                stream: true,
                instructions: 'Be brief.',
                input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'x' }] }],
              },
        );
      });

    it('has the options that it has a form for', async () => {
      const options = {
        reasoning: { effort: 'low', summary: 'auto' },
        include: ['reasoning.encrypted_content'],
        promptCacheKey: 'conv-1',
        includeUsage: false,
        reasoningKey: 'reasoning_content',
        extraHeaders: { 'x-extra': 'yes' },
        conversationId: 'conv-1',
      } as const;
      for (const wire of WIRES)
        await valuesOf(clientOf({ provider: providerOf({ wire }) }).streamPrompt('m', 'x', options));
      const [responses, chat] = using.server.requests;
      expect(responses?.body).to.deep.include({
        reasoning: { effort: 'low', summary: 'auto' },
        include: ['reasoning.encrypted_content'],
        prompt_cache_key: 'conv-1',
      });
      expect(responses?.body).not.to.have.any.keys('stream_options', 'reasoning_effort');
      expect(chat?.body).to.deep.include({ reasoning_effort: 'low', prompt_cache_key: 'conv-1' });
      expect(chat?.body).not.to.have.any.keys('stream_options', 'include', 'reasoning');
      for (const request of [responses, chat])
        expect(request?.headers).to.include({ 'x-extra': 'yes', session_id: 'conv-1' });
    });

    it('gets the ids of its items back where it is Azure, which keeps them', async () => {
      const content = [{ type: 'output_text', text: 'a' }] as const;
      const input = [{ type: 'message', id: 'msg_1', role: 'assistant', content }] as const;
      const client = clientOf({ provider: providerOf({ name: 'azure' }) });
      await valuesOf(client.streamPrompt('m', { input }));
      expect(using.server.requests[0]?.body).to.deep.include({ store: true, input });
    });

    const schema = { type: 'object', properties: { n: { type: 'integer' } } };
    const cases: readonly (readonly [string, ScriptedAnswer, Prompt])[] = [
      ['a text', answer, { input: 'x' }],
      ['a text of no words', textAnswer(''), { input: 'x' }],
      ['reasoning and a text', reasoningAnswer({ reasoning: 'let me see', text: 'yes' }), { input: 'x' }],
      ['a tool call', toolCallAnswer({ name: 'f', arguments: { a: 'é€😀' } }), { input: 'x' }],
      [
        'several tool calls',
        toolCallAnswer(['Paris', 'Rome'].map((city) => ({ name: 'weather', arguments: { city } }))),
        { input: 'x', tools: [{ type: 'function', name: 'weather', parameters: {} }], parallelToolCalls: true },
      ],
      ['broken arguments', toolCallAnswer({ name: 'f', arguments: '{"a":' }), { input: 'x' }],
      ['structured output', structuredAnswer({ n: 7 }), { input: 'x', outputSchema: schema }],
    ];
    for (const [what, given, prompt] of cases)
      for (const aggregate of [false, true])
        it(`makes no difference to the items of ${what}${aggregate ? ', aggregated' : ''}`, async () => {
          const [responses = [], chat = []] = await Promise.all(
            WIRES.map(async (wire) => {
              const { server } = wire === 'chat' ? other : using;
              server.enqueue({ answer: given });
              const provider = providerOf({ wire, baseUrl: server.baseUrl });
              return valuesOf(new RoutedClient({ provider, aggregate }).streamPrompt('m', prompt));
            }),
          );
          const said = ([...items]: readonly unknown[]) =>
            // Chat has no item for a text of no words.
            items.filter((item) => !(isJsonObject(item) && String(item['content']) === '' && 'role' in item));
          expect(said(itemsIn(chat))).to.deep.equal(said(itemsIn(responses)));
          const usage = (events: readonly ResponseEvent[]) =>
            events.flatMap((event) => (event.type === 'completed' ? [event.token_usage] : []));
          expect(usage(chat)).to.deep.equal(usage(responses));
        });
  });

  describe('aggregate: true', () => {
    for (const wire of WIRES)
      it(`gives whole items and no deltas over ${wire}`, async () => {
        using.server.enqueue({ answer: reasoningAnswer({ reasoning: 'let me see', text: 'yes indeed' }) });
        const client = clientOf({ provider: providerOf({ wire }), aggregate: true });
        const events = await valuesOf(client.streamPrompt('m', 'x'));
        expect(events.filter(({ type }) => type.endsWith('_delta') || type === 'created')).to.deep.equal([]);
        expect(itemsIn(events)).to.deep.equal([['let me see'], { role: 'assistant', content: ['yes indeed'] }]);
        expect(events.at(-1)).to.include({ type: 'completed', status: 'completed' });
      });

    it('emits the text received before an error', async () => {
      using.server.enqueue({ answer, fault: { type: 'truncate', after: 5 } });
      const { values, error } = await outcomeOf(clientOf({ aggregate: true }).streamPrompt('m', 'x'));
      expect(itemsIn(values)).to.deep.equal([{ role: 'assistant', content: ['one'] }]);
      expect(error).to.include({ detail: 'stream closed before response.completed' });
    });

    it('iterates over whole items, too', async () => {
      using.server.enqueue({ fault: failing(503) });
      other.server.enqueue({ answer });
      const types: string[] = [];
      for await (const { type } of clientOf({ aggregate: true }).streamPrompt('m', 'x')) types.push(type);
      expect(types).to.deep.equal(['output_item_added', 'output_item_done', 'server_model', 'completed']);
    });
  });

  describe('a provider that fails', () => {
    const moving: readonly (readonly [string, Fault, Partial<ProviderOptions>?])[] = [
      ['a 503', failing(503)],
      ['a 429', failing(429)],
      ['a 401', failing(401)],
      ['a 404', failing(404)],
      ['an exhausted quota', { type: 'status', status: 429, body: { error: { code: 'insufficient_quota' } } }],
      ['a reset before the head', { type: 'reset_before_head' }],
      ['a head that does not come', { type: 'stall_before_head' }, { connectTimeout: 40 }],
      ['silence after the preamble', { type: 'stall_mid_body', after: 1 }, { streamIdleTimeout: 40 }],
      ['an end after the preamble', { type: 'truncate', after: 2 }],
      ['a reset after the preamble', { type: 'reset_mid_body', after: 2 }],
      [
        'a failure after the preamble',
        { type: 'response_failed', after: 1, error: { code: 'slow_down', message: '' } },
      ],
      ['an error event after the preamble', { type: 'error_event', after: 1, error: { message: 'out of luck' } }],
      ['a page', { type: 'status', status: 200, body: '<html>Sign in</html>' }],
    ];
    for (const [what, fault, options] of moving)
      it(`with ${what} before any output moves on to the next one, and only its events are emitted`, async () => {
        const telemetry = recordTelemetry();
        using.server.enqueue({ answer, fault });
        other.server.enqueue({ answer: textAnswer('four five', { model: 'm-2' }) });
        const client = clientOf({ provider: providerOf(options), telemetry });
        const events = await valuesOf(client.streamPrompt('m', 'x'));
        expect(textIn(events)).to.equal('four five');
        expect(events.map(({ type }) => type)).not.to.include('created');
        expect(events.filter(({ type }) => type === 'server_model')).to.deep.equal([
          { type: 'server_model', model: 'm-2' },
        ]);
        expect(telemetry.failOvers.map(({ from, to }) => [from, to])).to.deep.equal([['first', 'second']]);
        expect(isApiError(telemetry.failOvers[0]?.error)).to.equal(true);
        expect([using.server.requests.length, other.server.requests.length]).to.deep.equal([1, 1]);
      });

    it('because nobody listens there has the next one asked', async () => {
      const telemetry = recordTelemetry();
      const client = clientOf({ telemetry });
      await using.server.close();
      const events = await valuesOf(client.streamPrompt('m', 'x'));
      expect(events.at(-1)?.type).to.equal('completed');
      expect(telemetry.failOvers[0]?.error).to.have.nested.include({ 'error.code': 'ECONNREFUSED' });
    });

    it('is asked as often as its own retries allow, and the next one as often as its own', async () => {
      using.server.enqueue({ fault: failing(503) }, { fault: failing(503) }, { fault: failing(503) });
      other.server.enqueue({ fault: failing(500) }, {});
      const client = clientOf({
        provider: providerOf({ retry: { maxAttempts: 2 } }),
        fallbacks: [{ provider: fallbackOf({ retry: { maxAttempts: 1 } }) }],
      });
      await valuesOf(client.streamPrompt('m', 'x'));
      expect([using.server.requests.length, other.server.requests.length]).to.deep.equal([3, 2]);
    });

    it('over chat has the next one asked over responses', async () => {
      using.server.enqueue({ fault: failing(503) });
      other.server.enqueue({ answer });
      const client = clientOf({
        provider: providerOf({ wire: 'chat' }),
        fallbacks: [{ provider: fallbackOf({ wire: 'responses' }) }],
      });
      const events = await valuesOf(client.streamPrompt('m', 'x'));
      expect(textIn(events)).to.equal('one two three');
      expect([...using.server.requests, ...other.server.requests].map(({ path }) => path)).to.deep.equal([
        PATHS.chat,
        PATHS.responses,
      ]);
    });

    const staying: readonly (readonly [string, Fault, Partial<ProviderOptions>?])[] = [
      ['a 400', failing(400)],
      ['a 422', failing(422)],
      ['a redirect', { type: 'status', status: 307, headers: { location: 'https://elsewhere.test/' } }],
      [
        'a full context window',
        { type: 'response_failed', after: 1, error: { code: 'context_length_exceeded', message: '' } },
      ],
      ['a flagged request', { type: 'response_failed', after: 1, error: { code: 'cyber_policy', message: '' } }],
      ['silence after text', { type: 'stall_mid_body', after: 5 }, { streamIdleTimeout: 400 }],
      ['an end after text', { type: 'truncate', after: 5 }],
      ['a failure after text', { type: 'error_event', after: 5, error: { message: 'out of luck' } }],
    ];
    for (const [what, fault, options] of staying)
      it(`with ${what} is believed, and nobody else is asked`, async () => {
        const telemetry = recordTelemetry();
        using.server.enqueue({ answer, fault });
        const { error } = await outcomeOf(
          clientOf({ provider: providerOf(options), telemetry }).streamPrompt('m', 'x'),
        );
        expect(isApiError(error)).to.equal(true);
        expect(telemetry.failOvers).to.deep.equal([]);
        expect(other.server.requests).to.have.length(0);
      });

    it('because the request cannot be built is the end, and nothing is sent', async () => {
      const error = await errorOf(clientOf({ provider: providerOf({ baseUrl: 'nowhere' }) }).streamPrompt('m', 'x'));
      expect(error.type === 'transport' && error.error.type).to.equal('build');
      expect([...using.server.requests, ...other.server.requests]).to.deep.equal([]);
    });

    it('with an error that failOverWhen selects moves on to the next one', async () => {
      using.server.enqueue({ fault: failing(400) });
      const failOverWhen = (error: Error): boolean => error.message === 'http 400: status 400';
      const events = await valuesOf(clientOf({ failOverWhen }).streamPrompt('m', 'x'));
      expect(events.at(-1)?.type).to.equal('completed');
      expect(other.server.requests).to.have.length(1);
    });

    it('with anything else is believed', async () => {
      using.server.enqueue({ fault: failing(503) });
      const error = await errorOf(clientOf({ failOverWhen: () => false }).streamPrompt('m', 'x'));
      expect(error.message).to.equal('http 503: status 503');
      expect(other.server.requests).to.have.length(0);
    });

    it('gives an ApiError where failOverWhen throws something else', async () => {
      using.server.enqueue({ fault: failing(503) });
      const bug = new TypeError('a broken rule');
      const failOverWhen = (): boolean => {
        throw bug;
      };
      const error = await errorOf(clientOf({ failOverWhen }).streamPrompt('m', 'x'));
      expect(error).to.include({ type: 'stream', detail: 'a broken rule', cause: bug });
      expect(other.server.requests).to.have.length(0);
    });

    it('as the last one gives its own error, with its own request id', async () => {
      using.server.enqueue({ fault: failing(503) });
      other.server.enqueue({ fault: failing(404) });
      const client = clientOf({ fallbacks: [{ provider: fallbackOf() }] });
      expect(await errorOf(client.streamPrompt('m', 'x'))).to.include({
        type: 'transport',
        detail: 'status 404',
        request_id: 'req_1',
      });
    });
  });

  describe('a fallback', () => {
    it('has its own name for the model, and the asked one where it has none', async () => {
      using.server.enqueue({ fault: failing(503) }, { fault: failing(503) });
      for (const model of ['qwen3', undefined])
        await valuesOf(clientOf({ fallbacks: [{ provider: fallbackOf(), model }] }).streamPrompt('gpt', 'x'));
      const models = ({ server }: typeof using) =>
        server.requests.map(({ body }) => (isJsonObject(body) ? body['model'] : body));
      expect(models(using)).to.deep.equal(['gpt', 'gpt']);
      expect(models(other)).to.deep.equal(['qwen3', 'gpt']);
    });

    it("is asked with its own credentials, never with the first one's", async () => {
      using.server.enqueue({ fault: failing(401) }, { fault: failing(401) });
      const first = { provider: providerOf({ headers: { 'x-key': 'first' } }), auth: bearerAuth('key-1') };
      for (const auth of [bearerAuth('key-2'), undefined])
        await valuesOf(clientOf({ ...first, fallbacks: [{ provider: fallbackOf(), auth }] }).streamPrompt('m', 'x'));
      expect(using.server.requests.map(({ headers }) => headers['authorization'])).to.deep.equal([
        'Bearer key-1',
        'Bearer key-1',
      ]);
      expect(other.server.requests.map(({ headers }) => headers['authorization'])).to.deep.equal([
        'Bearer key-2',
        undefined,
      ]);
      expect(JSON.stringify(other.server.requests)).not.to.match(/key-1|x-key/);
    });

    it('is asked for credentials only when it is asked', async () => {
      let asked = 0;
      const auth = { bearerToken: () => `key-${++asked}` };
      const client = clientOf({ fallbacks: [{ provider: fallbackOf(), auth }] });
      await valuesOf(client.streamPrompt('m', 'x'));
      expect(asked).to.equal(0);
    });

    it('neither receives the state of a turn nor returns one', async () => {
      const turnState = createTurnState();
      turnState.capture(new Headers({ 'x-codex-turn-state': 's1' }));
      const empty = createTurnState();
      const head = { 'x-codex-turn-state': 'of the fallback' };
      using.server.enqueue({ fault: failing(503) }, { fault: failing(503) });
      other.server.enqueue({ headers: head }, { headers: head });
      for (const cell of [turnState, empty]) await valuesOf(clientOf().streamPrompt('m', 'x', { turnState: cell }));
      const states = ({ server }: typeof using) => server.requests.map(({ headers }) => headers['x-codex-turn-state']);
      expect(states(using)).to.deep.equal(['s1', undefined]);
      expect(states(other)).to.deep.equal([undefined, undefined]);
      expect([turnState.value, empty.value]).to.deep.equal(['s1', undefined]);
    });

    it('gets the headers of the conversation', async () => {
      using.server.enqueue({ fault: failing(503) });
      await valuesOf(clientOf().streamPrompt('m', 'x', { conversationId: 'conv-1' }));
      expect(other.server.requests[0]?.headers).to.include({ session_id: 'conv-1' });
    });

    it('that is cancelled while it answers has its connection closed', async () => {
      using.server.enqueue({ fault: failing(503) });
      other.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: 3 } });
      const events = await valuesOf(clientOf().streamPrompt('m', 'x').pipe(take(2)));
      expect(textIn(events)).to.equal('one');
      expect(await within('the close of the connection', other.server.closed(0))).to.be.a('number');
    });

    it('that is cancelled before its head has its connection closed', async () => {
      using.server.enqueue({ fault: failing(503) });
      other.server.enqueue({ fault: { type: 'stall_before_head' } });
      const subscription = clientOf()
        .streamPrompt('m', 'x')
        .subscribe({ error: () => expect.fail('no error was expected') });
      await until(() => other.server.requests.length === 1);
      subscription.unsubscribe();
      expect(await within('the close of the connection', other.server.closed(0))).to.be.a('number');
    });

    it('is not tried where the stream is cancelled while the first one stalls', async () => {
      using.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: 1 } });
      const subscription = clientOf()
        .streamPrompt('m', 'x')
        .subscribe({ error: () => expect.fail('no error was expected') });
      await until(() => using.server.requests.length === 1);
      subscription.unsubscribe();
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
      expect(other.server.requests).to.have.length(0);
    });

    it('is asked from the loop of a slow consumer, whose pace stops it from sending', async () => {
      using.server.enqueue({ fault: failing(503) });
      const frame = sse(textDelta('x'.repeat(2000)));
      // Sockets and runtimes hold a few MB of their own; without back-pressure the server below would never stop.
      const heldAtMost = 32 * 1024 * 1024;
      let [sent, closed] = [0, false];
      const endless = await loopback((_request, response) => {
        response.on('close', () => (closed = true));
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const send = (): void => {
          while (!closed && response.write(frame)) sent += frame.length;
          if (sent > heldAtMost) response.destroy();
          else response.once('drain', send);
        };
        send();
      });
      try {
        const provider = fallbackOf({ wire: 'responses', baseUrl: endless.origin });
        const loop = clientOf({ fallbacks: [{ provider }] })
          .streamPrompt('m', 'x')
          .iterate({ highWaterMark: 10 });
        expect(await loop.next()).to.have.nested.include({ done: false, 'value.type': 'output_text_delta' });
        // The server is blocked for good when many turns of the event loop bring no byte more.
        let stable = 0;
        for (let last = -1; stable < 2000;) {
          stable = sent === last ? stable + 1 : 0;
          last = sent;
          await new Promise((resolve) => setImmediate(resolve));
        }
        expect(sent).to.be.lessThan(heldAtMost);
        const before = sent;
        for (let taken = 0; taken < 6000; taken++) await loop.next();
        expect(sent).to.be.greaterThan(before);
        await loop.return?.();
        await until(() => closed);
      } finally {
        await endless.stop();
      }
    });

    it('goes on where a slow consumer of the first one had let it fail', async () => {
      using.server.enqueue({ answer, fault: { type: 'truncate', after: 2 } });
      other.server.enqueue({ answer });
      const seen: ResponseEvent[] = [];
      for await (const event of clientOf().streamPrompt('m', 'x').iterate({ highWaterMark: 1 })) {
        seen.push(event);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(textOf(seen)).to.equal('one two three');
    });
  });

  for (const [name, options, member] of [
    ['previousResponseId', { previousResponseId: 'resp_1' }, { previous_response_id: 'resp_1' }],
    ['conversation', { conversation: 'conv_1' }, { conversation: 'conv_1' }],
  ] as const)
    describe(`the option ${name}`, () => {
      it('is sent to a provider of wire responses', async () => {
        await valuesOf(clientOf().streamPrompt('m', 'x', options));
        expect(using.server.requests[0]?.body).to.include(member);
      });

      it('is a build error at a provider of wire chat, and nothing is sent', async () => {
        const client = clientOf({ provider: providerOf({ wire: 'chat' }) });
        const error = await errorOf(client.streamPrompt('m', 'x', options));
        expect(error.type === 'transport' && error.error.type).to.equal('build');
        expect(error.message).to.include(`${name} requires a provider whose wire is "responses"`);
        expect([...using.server.requests, ...other.server.requests]).to.deep.equal([]);
      });

      it('stays with the first provider, which alone knows the response', async () => {
        using.server.enqueue({ fault: failing(503) });
        const error = await errorOf(clientOf().streamPrompt('m', 'x', options));
        expect(error.type === 'transport' && error.error.type === 'http' && error.error.status).to.equal(503);
        expect(other.server.requests).to.have.length(0);
      });
    });

  it('counts the failures of each provider in its own retry budget', async () => {
    const counted: string[] = [];
    const budgetOf = (name: string) => ({
      recordFailure: () => {
        counted.push(`${name} failed`);
        return true;
      },
      recordSuccess: () => void counted.push(`${name} answered`),
    });
    using.server.enqueue({ fault: failing(503) });
    other.server.enqueue({ fault: failing(503) }, { answer });
    const fallback = {
      provider: fallbackOf({ retry: { maxAttempts: 1, baseDelay: 1 } }),
      retryBudget: budgetOf('second'),
    };
    await valuesOf(clientOf({ retryBudget: budgetOf('first'), fallbacks: [fallback] }).streamPrompt('m', 'x'));
    expect(counted).to.deep.equal(['first failed', 'second failed', 'second answered']);
  });

  it('keeps extraHeaders, which may hold a key, from a fallback', async () => {
    using.server.enqueue({ fault: failing(503) });
    await valuesOf(clientOf().streamPrompt('m', 'x', { extraHeaders: { 'api-key': 'sk-first' } }));
    expect(using.server.requests[0]?.headers).to.include({ 'api-key': 'sk-first' });
    expect(other.server.requests).to.have.length(1);
    expect(JSON.stringify(other.server.requests)).not.to.contain('sk-first');
  });

  it('two subscriptions are two requests, and nothing is sent before the first', async () => {
    const stream = clientOf().streamPrompt('m', 'x');
    expect(using.server.requests).to.have.length(0);
    await valuesOf(stream);
    await valuesOf(stream);
    expect([using.server.requests.length, other.server.requests.length]).to.deep.equal([2, 0]);
  });

  it('asks the first provider again with every subscription', async () => {
    using.server.enqueue({ fault: failing(503) }, { answer });
    other.server.enqueue({ answer: textAnswer('four five') });
    const stream = clientOf().streamPrompt('m', 'x');
    expect(textIn(await valuesOf(stream))).to.equal('four five');
    expect(textIn(await valuesOf(stream))).to.equal('one two three');
  });

  it('asks any number of fallbacks, in their order', async () => {
    const fallbacks = Array.from({ length: 5 }, (_, place) => ({
      provider: fallbackOf({ name: `fallback ${place}`, wire: place % 2 === 0 ? 'chat' : 'responses' }),
      model: `m${place}`,
    }));
    using.server.enqueue({ fault: failing(503) });
    other.server.enqueue(...[502, 403, 500, 429].map((status) => ({ fault: failing(status) })), { answer });
    const telemetry = recordTelemetry();
    const events = await valuesOf(clientOf({ fallbacks, telemetry }).streamPrompt('m', 'x'));
    expect(textIn(events)).to.equal('one two three');
    expect(other.server.requests.map(({ path, body }) => [path, isJsonObject(body) && body['model']])).to.deep.equal([
      [PATHS.chat, 'm0'],
      [PATHS.responses, 'm1'],
      [PATHS.chat, 'm2'],
      [PATHS.responses, 'm3'],
      [PATHS.chat, 'm4'],
    ]);
    expect(telemetry.failOvers.map(({ from, to }) => `${from} → ${to}`)).to.deep.equal([
      'first → fallback 0',
      'fallback 0 → fallback 1',
      'fallback 1 → fallback 2',
      'fallback 2 → fallback 3',
      'fallback 3 → fallback 4',
    ]);
  });

  it('fails with a build error where plain JavaScript passes no options but null, and asks nobody', async () => {
    const client = clientOf();
    const opened: unknown = Reflect.apply(client.streamPrompt.bind(client), undefined, ['m', 'x', null]);
    const error = await errorOf(isObservable(opened) ? opened : EMPTY);
    expect(error.type === 'transport' && error.error.type).to.equal('build');
    expect([using.server.requests.length, other.server.requests.length]).to.deep.equal([0, 0]);
  });

  it('refreshes the credentials of a provider before it moves on from it', async () => {
    const tokens = ['old', 'new'];
    const auth = { bearerToken: () => tokens[0], refresh: () => [tokens.shift()] };
    using.server.enqueue({ fault: failing(401) }, { answer });
    const events = await valuesOf(clientOf({ auth }).streamPrompt('m', 'x'));
    expect(textIn(events)).to.equal('one two three');
    expect([using.server.requests.length, other.server.requests.length]).to.deep.equal([2, 0]);
  });
});
