import { expect } from 'chai';
import { lastValueFrom, of } from 'rxjs';
import {
  anthropic,
  Conversation,
  gemini,
  GeminiClient,
  MessagesClient,
  retryAnswer,
  runTools,
  type Ask,
  type HttpTransport,
  type JsonObject,
} from '../../../lib/index.js';
import { isJsonObject } from '../../../lib/protocol/codec/json.js';
import { bytes, sse } from '../../../lib/testing/index.js';

/** A transport that answers each request with the next body, and the requests that it received. */
const answering = (...answers: readonly string[]) => {
  const bodies: JsonObject[] = [];
  const transport: HttpTransport = {
    stream: ({ body }) => {
      if (isJsonObject(body)) bodies.push(body);
      const headers = new Headers({ 'content-type': 'text/event-stream' });
      return of({ status: 200, headers, bytes: of(bytes(answers[bodies.length - 1] ?? '')) });
    },
  };
  return { bodies, transport };
};

const start = { type: 'message_start', message: { id: 'm', content: [], usage: { input_tokens: 10 } } };
const block = (index: number, content_block: object, ...deltas: readonly object[]) => [
  { type: 'content_block_start', index, content_block },
  ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
  { type: 'content_block_stop', index },
];
const end = (stop_reason: string) => [
  { type: 'message_delta', delta: { stop_reason }, usage: { output_tokens: 5 } },
  { type: 'message_stop' },
];
const chunk = (parts: readonly object[], more: object = {}) =>
  sse({ responseId: 'r', candidates: [{ content: { role: 'model', parts }, ...more }] });
const user = (...content: readonly object[]) => ({ role: 'user', content });
const hi = user({ type: 'text', text: 'Hi' });

const messagesAsk = (transport: HttpTransport): Ask => {
  const client = new MessagesClient({ provider: anthropic(), transport });
  return (input) => client.streamPrompt('claude', { input });
};
const geminiAsk = (transport: HttpTransport): Ask => {
  const client = new GeminiClient({ provider: gemini(), transport });
  return (input) => client.streamPrompt('gemini-3', { input });
};

describe('the second request to Anthropic', () => {
  it('has thinking, text and calls as they came, and all results first in one message', async () => {
    const thinking = { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' };
    const { bodies, transport } = answering(
      sse(
        start,
        ...block(
          0,
          { type: 'thinking', thinking: '', signature: '' },
          { type: 'thinking_delta', thinking: 'Hm.' },
          { type: 'signature_delta', signature: 'c2ln' },
        ),
        ...block(1, { type: 'redacted_thinking', data: 'ZA==' }),
        ...block(2, { type: 'text', text: '' }, { type: 'text_delta', text: 'Let me see. ' }),
        ...block(3, { type: 'tool_use', id: 't1', name: 'f', input: {} }),
        ...block(
          4,
          { type: 'tool_use', id: 't2', name: 'g', input: {} },
          { type: 'input_json_delta', partial_json: '{"a":[1]}' },
        ),
        ...end('tool_use'),
      ),
      sse(start, ...block(0, { type: 'text', text: 'Done.' }), ...end('end_turn')),
    );
    await lastValueFrom(runTools('Hi', messagesAsk(transport), { f: () => 'one', g: () => 'two' }));
    expect(bodies[1]?.['messages']).to.deep.equal([
      hi,
      {
        role: 'assistant',
        content: [
          thinking,
          { type: 'redacted_thinking', data: 'ZA==' },
          { type: 'text', text: 'Let me see. ' },
          { type: 'tool_use', id: 't1', name: 'f', input: {} },
          { type: 'tool_use', id: 't2', name: 'g', input: { a: [1] } },
        ],
      },
      user(
        { type: 'tool_result', tool_use_id: 't1', content: 'one' },
        { type: 'tool_result', tool_use_id: 't2', content: 'two' },
      ),
    ]);
  });

  it('continues a pause with the paused message last, and sums the usage', () => {
    const use = { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} };
    const found = { type: 'web_search_tool_result', tool_use_id: 's1', content: [] };
    const { bodies, transport } = answering(
      sse(start, ...block(0, use, { type: 'input_json_delta', partial_json: '{"query":"x"}' }), ...end('pause_turn')),
      sse(start, ...block(0, found), ...block(1, { type: 'text', text: 'Found.' }), ...end('end_turn')),
      sse(start, ...block(0, { type: 'text', text: 'Yes.' }), ...end('end_turn')),
    );
    const ask = messagesAsk(transport);
    const chat = new Conversation((input) => runTools(input, ask, []));
    chat.send('Hi');
    const paused = { ...use, input: { query: 'x' } };
    expect(bodies[1]?.['messages']).to.deep.equal([hi, { role: 'assistant', content: [paused] }]);
    expect(chat.state.answer).to.deep.include({ text: 'Found.', status: 'completed', finish_reason: 'end_turn' });
    expect(chat.state.answer?.token_usage).to.include({ input_tokens: 20, output_tokens: 10 });
    chat.send('Sure?');
    expect(bodies[2]?.['messages']).to.deep.equal([
      hi,
      { role: 'assistant', content: [paused, found, { type: 'text', text: 'Found.' }] },
      user({ type: 'text', text: 'Sure?' }),
    ]);
  });

  it('has no use of a server tool whose result the user did not wait for', () => {
    const use = { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} };
    const { bodies, transport } = answering(
      sse(start, ...block(0, { type: 'text', text: 'Let me look.' }), ...block(1, use), ...end('pause_turn')),
      sse(start, ...block(0, { type: 'text', text: 'Yes.' }), ...end('end_turn')),
    );
    const ask = messagesAsk(transport);
    const chat = new Conversation((input) => ask(input, 1));
    chat.send('Hi');
    chat.send('Stop.');
    expect(bodies[1]?.['messages']).to.deep.equal([
      hi,
      { role: 'assistant', content: [{ type: 'text', text: 'Let me look.' }] },
      user({ type: 'text', text: 'Stop.' }),
    ]);
  });
});

describe('the second request to Gemini', () => {
  it('has each signature on its part, and one content with the results in order', async () => {
    const first = { functionCall: { name: 'f', args: {} }, thoughtSignature: 's1' };
    const second = { functionCall: { id: 'x', name: 'g', args: { a: 1 } } };
    const { bodies, transport } = answering(
      chunk([{ text: 'Hm', thought: true }]) +
        chunk([{ text: 'Let me see.', thoughtSignature: 's0' }, first, second], { finishReason: 'STOP' }),
      chunk([{ text: 'Done.' }], { finishReason: 'STOP' }),
    );
    await lastValueFrom(runTools('Hi', geminiAsk(transport), { f: () => 'one', g: () => 'two' }));
    expect(bodies[1]?.['contents']).to.deep.equal([
      { role: 'user', parts: [{ text: 'Hi' }] },
      { role: 'model', parts: [{ text: 'Let me see.', thoughtSignature: 's0' }, first, second] },
      {
        role: 'user',
        parts: [
          { functionResponse: { name: 'f', response: { output: 'one' } } },
          { functionResponse: { id: 'x', name: 'g', response: { output: 'two' } } },
        ],
      },
    ]);
  });

  it('continues a pause with the token and the same contents, then has all of the answer', () => {
    const { bodies, transport } = answering(
      chunk([{ text: 'One, ' }], { finishReason: 'CONTINUATION', continuationToken: 't' }),
      chunk([{ text: 'two.' }], { finishReason: 'STOP' }),
      chunk([{ text: 'Three.' }], { finishReason: 'STOP' }),
    );
    const ask = geminiAsk(transport);
    const input = { role: 'user', parts: [{ text: 'Hi' }] };
    const chat = new Conversation((items) => runTools(items, ask, []));
    chat.send('Hi');
    expect(bodies[1]).to.deep.equal({ continuationToken: 't', contents: [input] });
    chat.send('More');
    expect(bodies[2]).to.deep.equal({
      contents: [
        input,
        { role: 'model', parts: [{ text: 'One, ' }, { text: 'two.' }] },
        { role: 'user', parts: [{ text: 'More' }] },
      ],
    });
  });

  it('repeats the same contents after a call that the model wrote wrongly', async () => {
    const { bodies, transport } = answering(
      chunk([], { finishReason: 'MALFORMED_FUNCTION_CALL' }),
      chunk([{ text: 'Done.' }], { finishReason: 'STOP' }),
    );
    const ask = geminiAsk(transport);
    const retried = runTools('Hi', ask, []).pipe(retryAnswer({ baseDelay: 1 }));
    expect(await lastValueFrom(retried)).to.include({ type: 'completed', finish_reason: 'STOP' });
    expect(bodies[1]).to.deep.equal(bodies[0]);
  });
});
