import { expect } from 'chai';
import { EMPTY, isObservable } from 'rxjs';
import { ChatClient } from '../../lib/clients/ChatClient.js';
import type { ChatOptions } from '../../lib/clients/ChatOptions.js';
import type { ClientOptions } from '../../lib/clients/http/EndpointSession.js';
import type { ResponseStream } from '../../lib/clients/http/ResponseStream.js';
import { bearerAuth } from '../../lib/provider/AuthProvider.js';
import { createProvider, type ProviderOptions } from '../../lib/provider/Provider.js';
import { createTurnState } from '../../lib/provider/TurnState.js';
import { reasoningAnswer, structuredAnswer, textAnswer, toolCallAnswer } from '../../lib/server/script/answers.js';
import { chatDelta } from '../../lib/testing/chatWire.js';
import { sse } from '../../lib/testing/wire.js';
import { errorOf, outcomeOf, textIn, until, valuesOf } from '../support/collect.js';
import { loopback } from '../support/loopback.js';
import { useServer } from '../support/scripted.js';
import { within } from '../support/within.js';

const textOf = async (answer: ResponseStream): Promise<string> => textIn(await valuesOf(answer));
const weather = { type: 'function', name: 'weather', parameters: {} };

describe('ChatClient over real HTTP', () => {
  const using = useServer();
  const clientOf = (provider: Partial<ProviderOptions> = {}, options: Partial<ClientOptions> = {}) =>
    new ChatClient({
      provider: createProvider({
        name: 'scripted',
        baseUrl: using.server.baseUrl,
        wire: 'chat',
        ...provider,
        retry: { baseDelay: 1, ...provider.retry },
      }),
      ...options,
    });
  const bodyOf = async (prompt: Parameters<ChatClient['streamPrompt']>[1], options?: ChatOptions) => {
    await valuesOf(clientOf().streamPrompt('m', prompt, options));
    return using.server.requests.at(-1)?.body;
  };

  it('streams a text, and ends with its usage', async () => {
    using.server.enqueue({ answer: textAnswer('Hello wide world', { model: 'm-2026', usage: { input_tokens: 3 } }) });
    const message = (...content: readonly object[]) => ({ type: 'message', role: 'assistant', content });
    expect(await valuesOf(clientOf().streamPrompt('m', 'Say hello'))).to.deep.equal([
      { type: 'output_item_added', item: message() },
      { type: 'output_text_delta', delta: 'Hello' },
      { type: 'output_text_delta', delta: ' wide' },
      { type: 'output_text_delta', delta: ' world' },
      { type: 'output_item_done', item: message({ type: 'output_text', text: 'Hello wide world' }) },
      { type: 'server_model', model: 'm-2026' },
      {
        type: 'completed',
        response_id: 'chatcmpl-1',
        token_usage: {
          input_tokens: 3,
          cached_input_tokens: 0,
          output_tokens: 3,
          reasoning_output_tokens: 0,
          total_tokens: 6,
        },
        status: 'completed',
        finish_reason: 'stop',
      },
    ]);
  });

  it('streams reasoning apart from the text', async () => {
    using.server.enqueue({ answer: reasoningAnswer({ reasoning: 'let me see', text: 'yes' }) });
    const events = await valuesOf(clientOf().streamPrompt('m', 'Well?'));
    const thought = events.flatMap((event) => (event.type === 'reasoning_content_delta' ? [event.delta] : []));
    expect(thought.join('')).to.equal('let me see');
    expect(textIn(events)).to.equal('yes');
  });

  it('streams the arguments of tool calls, and gives the calls whole', async () => {
    const calls = ['Paris', 'Rome'].map((city) => ({ name: 'weather', arguments: { city } }));
    using.server.enqueue({ answer: toolCallAnswer(calls) });
    const events = await valuesOf(clientOf().streamPrompt('m', { input: 'Weather?', tools: [weather] }));
    const pieces = events.flatMap((event) => (event.type === 'tool_call_input_delta' ? [event] : []));
    const inputOf = (id: string) => pieces.flatMap(({ call_id, delta }) => (call_id === id ? [delta] : [])).join('');
    expect(['call_1', 'call_1_2'].map(inputOf)).to.deep.equal(['{"city":"Paris"}', '{"city":"Rome"}']);
    expect(events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []))).to.deep.equal([
      { type: 'function_call', name: 'weather', arguments: '{"city":"Paris"}', call_id: 'call_1' },
      { type: 'function_call', name: 'weather', arguments: '{"city":"Rome"}', call_id: 'call_1_2' },
    ]);
    expect(events.at(-1)).to.include({ type: 'completed', status: 'completed', finish_reason: 'tool_calls' });
  });

  for (const cut of ['frame', 'whole', 1, 7, 64] as const)
    it(`gives the same text however the bytes are cut (${cut})`, async () => {
      using.server.enqueue({ answer: textAnswer('naïve — “日本” 💙 end'), cut });
      expect(await textOf(clientOf().streamPrompt('m', 'x'))).to.equal('naïve — “日本” 💙 end');
    });

  describe('the request', () => {
    const bare = {
      model: 'm',
      messages: [{ role: 'user', content: 'x' }],
      stream: true,
      stream_options: { include_usage: true },
    };

    it('is a POST of chat/completions that asks for an event stream', async () => {
      await valuesOf(clientOf({}, { auth: bearerAuth('key-1') }).streamPrompt('m', 'x'));
      expect(using.server.requests[0]).to.deep.include({ method: 'POST', path: '/v1/chat/completions', body: bare });
      expect(using.server.requests[0]?.headers).to.include({
        accept: 'text/event-stream',
        'content-type': 'application/json',
        authorization: 'Bearer key-1',
      });
    });

    it('has instructions, tools and options', async () => {
      const prompt = { instructions: 'Be brief.', input: 'x', tools: [weather], parallelToolCalls: true };
      const options: ChatOptions = {
        reasoning: { effort: 'low', summary: 'auto' },
        text: { verbosity: 'high' },
        promptCacheKey: 'conv-1',
        storeOverride: false,
        serviceTier: 'flex',
        includeUsage: false,
        modelParameters: { temperature: 0.5 },
      };
      expect(await bodyOf(prompt, options)).to.deep.equal({
        model: 'm',
        messages: [{ role: 'system', content: 'Be brief.' }, ...bare.messages],
        stream: true,
        tools: [{ type: 'function', function: { name: 'weather', parameters: {} } }],
        parallel_tool_calls: true,
        reasoning_effort: 'low',
        verbosity: 'high',
        prompt_cache_key: 'conv-1',
        store: false,
        service_tier: 'flex',
        temperature: 0.5,
      });
    });

    it('asks for structured output by a schema', async () => {
      using.server.enqueue({ answer: structuredAnswer({ n: 7 }) });
      const outputSchema = { type: 'object', properties: { n: { type: 'integer' } } };
      expect(JSON.parse(await textOf(clientOf().streamPrompt('m', { input: 'x', outputSchema })))).to.deep.equal({
        n: 7,
      });
      expect(using.server.requests[0]?.body).to.deep.equal({
        ...bare,
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'codex_output_schema', strict: true, schema: outputSchema },
        },
      });
    });

    it('sends reasoning back under the key that the server wants', async () => {
      const input = [
        { type: 'reasoning', id: '', summary: [], content: [{ type: 'reasoning_text', text: 'r' }] },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'a' }] },
      ] as const;
      expect(await bodyOf({ input }, { reasoningKey: 'reasoning_content' })).to.deep.equal({
        ...bare,
        messages: [{ role: 'assistant', content: 'a', reasoning_content: 'r' }],
      });
    });

    it('emits no usage where it was not requested', async () => {
      using.server.enqueue({ answer: textAnswer('a') });
      const events = await valuesOf(clientOf().streamPrompt('m', 'x', { includeUsage: false }));
      expect(events.at(-1)).to.include({ type: 'completed', token_usage: null });
    });

    it('accepts the items of an answer as a part of the next prompt', async () => {
      using.server.enqueue({ answer: toolCallAnswer({ name: 'weather', arguments: { city: 'Paris' } }) }, {});
      const events = await valuesOf(clientOf().streamPrompt('m', 'Weather?'));
      const said = events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []));
      const output = { type: 'function_call_output', call_id: 'call_1', output: 'Rain.' } as const;
      expect(await bodyOf({ input: [...said, output] })).to.deep.include({
        messages: [
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } },
            ],
          },
          { role: 'tool', tool_call_id: 'call_1', content: 'Rain.' },
        ],
      });
    });
  });

  it('streamRequest sends a prepared request as it is, but as a stream', async () => {
    const request = { model: 'm', messages: [{ role: 'user', content: 'x' }], top_k: 5 };
    for (const stream of [undefined, false, null]) {
      const given = stream === undefined ? request : { ...request, stream };
      expect(await textOf(clientOf().streamRequest(given))).to.match(/^You asked: “x”/);
      expect(using.server.requests.at(-1)?.body).to.deep.equal({ ...request, stream: true });
    }
  });

  it('streamRequest takes the options that are no part of the body', async () => {
    const options = { extraHeaders: { 'x-extra': 'yes' }, conversationId: 'conv-1' };
    await valuesOf(clientOf().streamRequest({ model: 'm', messages: [] }, options));
    expect(using.server.requests[0]?.headers).to.include({ 'x-extra': 'yes', session_id: 'conv-1' });
  });

  it('stream sends any JSON as it is', async () => {
    const body = { model: 'm', messages: [], stream: true, extra: { a: [1, null] } };
    await valuesOf(clientOf().stream(body, { 'x-extra': 'yes' }));
    expect(using.server.requests[0]?.body).to.deep.equal(body);
    expect(using.server.requests[0]?.headers).to.include({ 'x-extra': 'yes', accept: 'text/event-stream' });
  });

  it('shows the first words of the JSON of a server that was not asked for a stream', async () => {
    const error = await errorOf(clientOf().stream({ model: 'm', messages: [] }));
    expect(error.type).to.equal('stream');
    expect(error.message).to.match(/expected an event stream, but the body begins: \{"id":"chatcmpl-1"/);
  });

  it('session headers: conversation, request id and sub-agent', async () => {
    const options = { conversationId: 'conv-1', sessionSource: { subagent: 'review' } } as const;
    await valuesOf(clientOf().streamPrompt('m', 'x', options));
    expect(using.server.requests[0]?.headers).to.include({
      session_id: 'conv-1',
      conversation_id: 'conv-1',
      'x-client-request-id': 'conv-1',
      'x-openai-subagent': 'review',
    });
  });

  it('extra headers win over those of the provider, credentials over both', async () => {
    const client = clientOf(
      { headers: { 'x-a': 'provider', 'x-b': 'provider', authorization: 'provider' } },
      { auth: bearerAuth('key-1') },
    );
    const extraHeaders = { 'X-A': 'call', Authorization: 'call' };
    await valuesOf(client.streamPrompt('m', 'x', { extraHeaders }));
    expect(using.server.requests[0]?.headers).to.include({
      'x-a': 'call',
      'x-b': 'provider',
      authorization: 'Bearer key-1',
    });
  });

  it('captures the state of a turn from the first head, and echoes it within the turn', async () => {
    using.server.enqueue({ headers: { 'x-codex-turn-state': 's1' } }, { headers: { 'x-codex-turn-state': 's2' } }, {});
    const turnState = createTurnState();
    for (let request = 0; request < 3; request++) await valuesOf(clientOf().streamPrompt('m', 'x', { turnState }));
    expect(using.server.requests.map(({ headers }) => headers['x-codex-turn-state'])).to.deep.equal([
      undefined,
      's1',
      's1',
    ]);
  });

  it('emits the events of the headers first', async () => {
    using.server.enqueue({ headers: { 'openai-model': 'm-1', 'x-codex-primary-used-percent': '12.5' } });
    const [first, second, third] = await valuesOf(clientOf().streamPrompt('m', 'x'));
    expect([first?.type, second?.type, third?.type]).to.deep.equal([
      'server_model',
      'rate_limits',
      'output_item_added',
    ]);
  });

  it('two subscriptions are two requests, and nothing is sent before the first', async () => {
    const answer = clientOf().streamPrompt('m', 'x');
    expect(using.server.requests).to.have.length(0);
    await valuesOf(answer);
    await valuesOf(answer);
    expect(using.server.requests).to.have.length(2);
  });

  it('two subscriptions at once do not mix their answers', async () => {
    using.server.enqueue(
      { answer: textAnswer('one two three'), cut: 5 },
      { answer: textAnswer('four five six'), cut: 5 },
    );
    const answer = clientOf().streamPrompt('m', 'x');
    expect(await Promise.all([textOf(answer), textOf(answer)])).to.have.members(['one two three', 'four five six']);
  });

  it('aggregates when asked', async () => {
    using.server.enqueue({ answer: reasoningAnswer({ reasoning: 'let me see', text: 'yes' }) });
    const events = await valuesOf(clientOf().streamPrompt('m', 'x').aggregate());
    expect(events.filter(({ type }) => type.endsWith('_delta'))).to.deep.equal([]);
    expect(events.flatMap((event) => (event.type === 'output_item_done' ? [event.item.type] : []))).to.deep.equal([
      'reasoning',
      'message',
    ]);
  });

  describe('the end', () => {
    const answer = textAnswer('one two three');

    it('comes at [DONE], although the server keeps the connection open', async () => {
      using.server.enqueue({ answer, fault: { type: 'linger' } });
      expect(await textOf(clientOf().streamPrompt('m', 'x'))).to.equal('one two three');
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
    });

    it('comes when the idle time is over where the server sends no more after finish_reason', async () => {
      using.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: -2 } });
      const events = await valuesOf(clientOf({ streamIdleTimeout: 40 }).streamPrompt('m', 'x'));
      expect(events.at(-1)).to.include({ type: 'completed', finish_reason: 'stop', token_usage: null });
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
    });

    it('comes where the connection is lost after finish_reason', async () => {
      using.server.enqueue({ answer, fault: { type: 'reset_mid_body', after: -2 } });
      const events = await valuesOf(clientOf().streamPrompt('m', 'x'));
      expect(events.at(-1)).to.include({ type: 'completed', finish_reason: 'stop' });
    });

    for (const [what, type, message] of [
      ['a truncated answer', 'truncate', 'stream error: stream closed before completion'],
      ['a silent server', 'stall_mid_body', 'stream error: idle timeout waiting for SSE'],
    ] as const)
      it(`is an error of ${what}, after the text received so far as an item`, async () => {
        using.server.enqueue({ answer, fault: { type, after: 3 } });
        const { values, error } = await outcomeOf(clientOf({ streamIdleTimeout: 40 }).streamPrompt('m', 'x'));
        expect(values.at(-1)).to.deep.equal({
          type: 'output_item_done',
          item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'one two' }] },
        });
        expect(error).to.include({ name: 'ApiError', message, request_id: 'req_1' });
      });

    it('is the error that a chunk reports, at once, although the connection stays open', async () => {
      const error = { code: 'insufficient_quota', message: 'no credit' };
      using.server.enqueue({ answer, fault: { type: 'error_event', after: 2, error } });
      const outcome = await outcomeOf(clientOf().streamPrompt('m', 'x'));
      expect(outcome.values.at(-1)?.type).to.equal('output_item_done');
      expect(outcome.error).to.include({ type: 'quota_exceeded', detail: 'no credit', request_id: 'req_1' });
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
    });

    it('is incomplete where a limit cut the answer short', async () => {
      using.server.enqueue({ answer, fault: { type: 'incomplete', after: 2, reason: 'length' } });
      const events = await valuesOf(clientOf().streamPrompt('m', 'x'));
      expect(textIn(events)).to.equal('one');
      expect(events.at(-1)).to.include({ type: 'completed', status: 'incomplete', finish_reason: 'length' });
    });
  });

  describe('iteration', () => {
    it('gives the same events as a subscription', async () => {
      const answer = clientOf().streamPrompt('m', 'x');
      using.server.enqueue({ answer: textAnswer('one two') }, { answer: textAnswer('one two') });
      const iterated: unknown[] = [];
      for await (const event of answer) iterated.push(event);
      expect(iterated).to.deep.equal(await valuesOf(answer));
    });

    it('closes the connection when its loop is left early', async () => {
      using.server.enqueue({ answer: textAnswer('one two three'), fault: { type: 'stall_mid_body', after: 3 } });
      for await (const { type } of clientOf().streamPrompt('m', 'x')) if (type === 'output_text_delta') break;
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
    });

    it('throws the ApiError of the stream', async () => {
      using.server.enqueue({ fault: { type: 'status', status: 400, body: { error: 'no such model' } } });
      const loop = clientOf().streamPrompt('m', 'x').iterate();
      let failure: unknown;
      await loop.next().catch((error: unknown) => (failure = error));
      expect(failure).to.include({ name: 'ApiError', message: 'http 400: no such model' });
    });

    it('that takes its time stops the server from sending', async () => {
      const frame = sse(chatDelta({ content: 'x'.repeat(2000) }));
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
        const loop = clientOf({ baseUrl: endless.origin }).streamPrompt('m', 'x').iterate({ highWaterMark: 10 });
        await loop.next();
        // The server is blocked for good when many turns of the event loop bring no byte more.
        let stable = 0;
        for (let last = -1; stable < 2000;) {
          stable = sent === last ? stable + 1 : 0;
          last = sent;
          await new Promise((resolve) => setImmediate(resolve));
        }
        expect(sent).to.be.lessThan(heldAtMost);
        await loop.return?.();
        await until(() => closed);
      } finally {
        await endless.stop();
      }
    });
  });

  describe('wrong arguments', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const wrong: readonly (readonly [
      string,
      keyof Pick<ChatClient, 'streamPrompt' | 'stream' | 'streamRequest'>,
      readonly unknown[],
    ])[] = [
      ['no prompt', 'streamPrompt', ['m']],
      ['a prompt that is null', 'streamPrompt', ['m', null]],
      ['a prompt without input', 'streamPrompt', ['m', { instructions: 'i' }]],
      ['an input that is a number', 'streamPrompt', ['m', { input: 7 }]],
      ['tools that are no list', 'streamPrompt', ['m', { input: 'x', tools: 'weather' }]],
      ['a cyclic parameter', 'streamPrompt', ['m', 'x', { modelParameters: cyclic }]],
      ['a BigInt', 'streamPrompt', ['m', 'x', { modelParameters: { seed: 1n } }]],
      ['a header with a line break', 'streamPrompt', ['m', 'x', { extraHeaders: { 'x-a': 'b\r\nc: d' } }]],
      ['a header without a legal name', 'streamPrompt', ['m', 'x', { extraHeaders: { 'x a': 'b' } }]],
      ['compression that the transport cannot do', 'streamPrompt', ['m', 'x', { compression: 'zstd' }]],
      ['a cyclic request', 'streamRequest', [{ model: 'm', messages: [cyclic] }]],
      ['a cyclic body', 'stream', [cyclic]],
      ['a header with NUL', 'stream', [{}, { 'x-a': '\0' }]],
    ];
    for (const [what, method, args] of wrong)
      it(`${what} is a build error on the error channel of ${method}, and nothing is sent`, async () => {
        const client = clientOf();
        const answer: unknown = Reflect.apply(client[method].bind(client), undefined, args);
        const error = await errorOf(isObservable(answer) ? answer : EMPTY);
        expect(error.type === 'transport' && error.error.type).to.equal('build');
        expect(using.server.requests).to.have.length(0);
      });
  });
});
