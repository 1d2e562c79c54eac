import { expect } from 'chai';
import { createTurnState } from '../../lib/provider/TurnState.js';
import { reasoningAnswer, structuredAnswer, textAnswer, toolCallAnswer } from '../../lib/server/script/answers.js';
import type { ResponseStream } from '../../lib/clients/http/ResponseStream.js';
import { errorOf, textIn, valuesOf } from '../support/collect.js';
import { clientOf, useServer } from '../support/scripted.js';

const textOf = async (answer: ResponseStream): Promise<string> => textIn(await valuesOf(answer));

describe('ResponsesClient over real HTTP', () => {
  const using = useServer();

  it('streams a text, and ends with its usage', async () => {
    using.server.enqueue({ answer: textAnswer('Hello wide world', { usage: { input_tokens: 3 } }) });
    const events = await valuesOf(clientOf(using.server).streamPrompt('m', 'Say hello'));
    expect(textIn(events)).to.equal('Hello wide world');
    expect(events.at(-1)).to.deep.equal({
      type: 'completed',
      response_id: 'resp_1',
      token_usage: {
        input_tokens: 3,
        cached_input_tokens: 0,
        output_tokens: 3,
        reasoning_output_tokens: 0,
        total_tokens: 6,
      },
      status: 'completed',
    });
  });

  it('streams reasoning and its summary apart from the text', async () => {
    using.server.enqueue({ answer: reasoningAnswer({ reasoning: 'let me see', summary: 'seen', text: 'yes' }) });
    const events = await valuesOf(clientOf(using.server).streamPrompt('m', 'Well?'));
    const joined = (type: string) =>
      events.flatMap((event) => (event.type === type && 'delta' in event ? [event.delta] : [])).join('');
    expect(joined('reasoning_content_delta')).to.equal('let me see');
    expect(joined('reasoning_summary_delta')).to.equal('seen');
    expect(joined('output_text_delta')).to.equal('yes');
  });

  it('streams the arguments of a tool call, and gives the call whole', async () => {
    using.server.enqueue({ answer: toolCallAnswer({ name: 'get_weather', arguments: { city: 'Paris' } }) });
    const events = await valuesOf(clientOf(using.server).streamPrompt('m', 'Weather?'));
    const pieces = events.flatMap((event) => (event.type === 'tool_call_input_delta' ? [event.delta] : []));
    expect(pieces.length).to.be.greaterThan(1);
    expect(pieces.join('')).to.equal('{"city":"Paris"}');
    const [call] = events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []));
    expect(call).to.include({ type: 'function_call', name: 'get_weather', arguments: '{"city":"Paris"}' });
  });

  it('asks for structured output by a schema', async () => {
    using.server.enqueue({ answer: structuredAnswer({ n: 7 }) });
    const outputSchema = { type: 'object', properties: { n: { type: 'integer' } } };
    const text = await textOf(clientOf(using.server).streamPrompt('m', { input: 'A number', outputSchema }));
    expect(JSON.parse(text)).to.deep.equal({ n: 7 });
    expect(using.server.requests[0]?.body).to.deep.include({
      text: { format: { type: 'json_schema', strict: true, schema: outputSchema, name: 'codex_output_schema' } },
    });
  });

  for (const cut of ['frame', 'whole', 1, 7, 64] as const)
    it(`gives the same text however the bytes are cut (${cut})`, async () => {
      using.server.enqueue({ answer: textAnswer('naïve — “日本” 💙 end'), cut });
      expect(await textOf(clientOf(using.server).streamPrompt('m', 'x'))).to.equal('naïve — “日本” 💙 end');
    });

  it('two subscriptions are two requests, and nothing is sent before the first', async () => {
    const answer = clientOf(using.server).streamPrompt('m', 'x');
    expect(using.server.requests).to.have.length(0);
    await valuesOf(answer);
    await valuesOf(answer);
    expect(using.server.requests).to.have.length(2);
  });

  it('streamRequest sends a prepared request, stream sends any JSON as it is', async () => {
    const client = clientOf(using.server);
    const body = { model: 'm', input: 'raw', stream: true, extra: { a: [1, null] } };
    await valuesOf(client.stream(body, { 'x-extra': 'yes' }));
    expect(using.server.requests[0]?.body).to.deep.equal(body);
    expect(using.server.requests[0]?.headers).to.include({ 'x-extra': 'yes', accept: 'text/event-stream' });
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
    await valuesOf(client.streamRequest(request));
    expect(using.server.requests[1]?.body).to.deep.equal({
      ...request,
      input: [{ type: 'function_call', name: 'f', arguments: '{}', call_id: 'c' }],
    });
  });

  it('session headers: conversation, request id and sub-agent', async () => {
    const options = { conversationId: 'conv-1', sessionSource: { subagent: 'review' } } as const;
    await valuesOf(clientOf(using.server).streamPrompt('m', 'x', options));
    expect(using.server.requests[0]?.headers).to.include({
      session_id: 'conv-1',
      conversation_id: 'conv-1',
      'x-client-request-id': 'conv-1',
      'x-openai-subagent': 'review',
    });
  });

  it('captures the state of a turn from the first head, and echoes it within the turn', async () => {
    using.server.enqueue({ headers: { 'x-codex-turn-state': 's1' } }, { headers: { 'x-codex-turn-state': 's2' } }, {});
    const client = clientOf(using.server);
    const turnState = createTurnState();
    for (let request = 0; request < 3; request++) await valuesOf(client.streamPrompt('m', 'x', { turnState }));
    expect(using.server.requests.map(({ headers }) => headers['x-codex-turn-state'])).to.deep.equal([
      undefined,
      's1',
      's1',
    ]);
  });

  it('rate limits: emitted first, once, and only when the server sends them', async () => {
    using.server.enqueue({ headers: { 'x-codex-primary-used-percent': '12.5' } }, {});
    const client = clientOf(using.server);
    const typesOf = async () => (await valuesOf(client.streamPrompt('m', 'x'))).map(({ type }) => type);
    const told = await typesOf();
    expect(told.slice(0, 3)).to.deep.equal(['server_model', 'rate_limits', 'created']);
    expect(told.filter((type) => type === 'rate_limits')).to.have.length(1);
    expect(await typesOf()).not.to.include('rate_limits');
  });

  it('asks a server that ignored "stream": the error shows the first words of the JSON', async () => {
    const error = await errorOf(clientOf(using.server).stream({ model: 'm', input: 'x' }));
    expect(error.type).to.equal('stream');
    expect(error.message).to.match(/expected an event stream, but the body begins: \{"id":"resp_1"/);
  });
});
