import { expect } from 'chai';
import { of, type Observable } from 'rxjs';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import { Conversation } from '../../../lib/clients/Conversation.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import { ResponsesWebSocketClient } from '../../../lib/clients/ResponsesWebSocketClient.js';
import { RoutedClient } from '../../../lib/clients/RoutedClient.js';
import { nodeWebSocketTransport } from '../../../lib/node/nodeWebSocketTransport.js';
import { inputItems } from '../../../lib/payload/inputItems.js';
import { runTools } from '../../../lib/operators/tools/runTools.js';
import { isJsonObject, type JsonObject } from '../../../lib/protocol/codec/json.js';
import type { Prompt } from '../../../lib/protocol/Prompt.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';
import { deepSeek, geminiCompat, groq, mistral, moonshot } from '../../../lib/provider/hostedPresets.js';
import { openai } from '../../../lib/provider/presets.js';
import { createProvider, type Provider } from '../../../lib/provider/Provider.js';
import { textAnswer, toolCallAnswer } from '../../../lib/server/script/answers.js';
import { CHAT_DONE, chatDelta, chatFinish } from '../../../lib/testing/chatWire.js';
import { response, virtualTransport, type VirtualTransport } from '../../../lib/testing/virtualTransport.js';
import { bytes, completed, sse } from '../../../lib/testing/wire.js';
import { errorOf, until, valuesOf } from '../../support/collect.js';
import { useServer } from '../../support/scripted.js';

const answering = (...bodies: readonly string[]): VirtualTransport =>
  virtualTransport(...bodies.map((body) => of(response(of(bytes(body))))));

const bodyOf = ({ requests }: VirtualTransport, index: number): JsonObject => {
  const body = requests[index]?.body;
  const json: unknown = typeof body === 'string' ? JSON.parse(body) : body;
  return isJsonObject(json) ? json : expect.fail('a request has no body');
};
const messagesOf = (transport: VirtualTransport, index: number): unknown => bodyOf(transport, index)['messages'];

const chat = (...deltas: readonly JsonObject[]) =>
  sse(...deltas.map((delta) => chatDelta(delta)), chatFinish()) + CHAT_DONE;
const done = (item: object) => ({ type: 'response.output_item.done', item });

const scripted = (name: string, wire: Provider['wire'] = 'responses') =>
  createProvider({ name, baseUrl: `https://${name}.test/v1`, wire, retry: { maxAttempts: 0 } });

const weather = { name: 'weather', arguments: '{"city":"Paris"}' };
const tools = { weather: () => 'sunny' };
const signature = { extra_content: { google: { thought_signature: 'c2ln' } } };

/** Plays a tool loop of two requests over Chat; returns the messages of the second one. */
const secondChatRequest = async (provider: Provider, ...deltas: readonly JsonObject[]): Promise<unknown> => {
  const transport = answering(chat(...deltas), chat({ content: 'Sunny.' }));
  const client = new ChatClient({ provider, transport });
  await valuesOf(runTools('Weather?', (input) => client.streamPrompt('m', { input }), tools));
  return messagesOf(transport, 1);
};

const asked = { role: 'user', content: 'Weather?' };
const called = (id: string) => ({ id, type: 'function', function: weather });
const answered = (id: string) => ({ role: 'tool', tool_call_id: id, content: 'sunny' });

describe('the second request over Chat', () => {
  it("R1 has a call with the signature that Gemini gave, and the tool's name", async () => {
    const id = 'function-call-77';
    expect(
      await secondChatRequest(geminiCompat(), { tool_calls: [{ index: 0, ...called(id), ...signature }] }),
    ).to.deep.equal([
      asked,
      { role: 'assistant', content: '', tool_calls: [{ ...called(id), ...signature }] },
      { ...answered(id), name: 'weather' },
    ]);
  });

  it('R1 has the details of OpenRouter at their message, and no reasoning beside them', async () => {
    const details = [{ type: 'reasoning.text', text: 'Hm', signature: 'S' }];
    const provider = scripted('router', 'chat');
    const deltas = [{ reasoning: 'Hm', reasoning_details: details }, { tool_calls: [{ index: 0, ...called('c1') }] }];
    expect(await secondChatRequest(provider, ...deltas)).to.deep.equal([
      asked,
      { role: 'assistant', content: null, tool_calls: [called('c1')], reasoning_details: details },
      answered('c1'),
    ]);
  });

  it('R2 has reasoning, text and call in the one message in which they came', async () => {
    const deltas = [
      { reasoning_content: 'Hm' },
      { content: 'Let me check. ' },
      { tool_calls: [{ index: 0, ...called('c1') }] },
    ];
    expect(await secondChatRequest(moonshot(), ...deltas)).to.deep.equal([
      asked,
      { role: 'assistant', content: 'Let me check. ', tool_calls: [called('c1')], reasoning_content: 'Hm' },
      answered('c1'),
    ]);
  });

  const history: readonly ResponseItem[] = [
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'a' }] },
    { type: 'reasoning', id: '', summary: [], content: [{ type: 'reasoning_text', text: 'r' }] },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'b' }] },
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'c' }] },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'd' }] },
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'e' }] },
  ];
  const assistants: readonly (readonly [string, Provider, string | null | undefined, readonly JsonObject[]])[] = [
    [
      'DeepSeek wants in all turns',
      deepSeek(),
      undefined,
      [
        { content: 'b', reasoning_content: 'r' },
        { content: 'd', reasoning_content: '' },
      ],
    ],
    [
      'an unknown server wants in the running turn alone',
      scripted('x', 'chat'),
      undefined,
      [{ content: 'b' }, { content: 'd' }],
    ],
    ['Groq refuses', groq(), undefined, [{ content: 'b' }, { content: 'd' }]],
    ['a caller turns off with null', moonshot(), null, [{ content: 'b' }, { content: 'd' }]],
  ];
  for (const [what, provider, reasoningKey, expected] of assistants)
    it(`R3 has the reasoning that ${what}`, async () => {
      const transport = answering(chat({ content: 'f' }));
      await valuesOf(new ChatClient({ provider, transport }).streamPrompt('m', { input: history }, { reasoningKey }));
      expect(messagesOf(transport, 0)).to.deep.include.members(
        expected.map((each) => ({ role: 'assistant', ...each })),
      );
      expect(JSON.stringify(messagesOf(transport, 0))).not.to.contain('"null"');
    });

  it('R6 has texts of a tool as a string, and its pictures in a user message behind all results', async () => {
    const picture = { type: 'input_image', image_url: 'data:x' } as const;
    const call = (call_id: string): ResponseItem => ({ type: 'function_call', call_id, ...weather });
    const input: readonly ResponseItem[] = [
      call('c1'),
      call('c2'),
      { type: 'function_call_output', call_id: 'c1', output: [{ type: 'input_text', text: 'a' }, picture] },
      {
        type: 'function_call_output',
        call_id: 'c2',
        output: [
          { type: 'input_text', text: 'First.' },
          { type: 'input_text', text: 'Second.' },
        ],
      },
    ];
    const transport = answering(chat({ content: 'f' }));
    await valuesOf(new ChatClient({ provider: openai({ wire: 'chat' }), transport }).streamPrompt('m', { input }));
    expect(messagesOf(transport, 0)).to.deep.equal([
      { role: 'assistant', content: null, tool_calls: [called('c1'), called('c2')] },
      { role: 'tool', tool_call_id: 'c1', content: 'a' },
      { role: 'tool', tool_call_id: 'c2', content: 'First.\n\nSecond.' },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:x' } }] },
    ]);
  });

  it('R6 has a PDF in the form of the Chat API', async () => {
    const raw = { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' };
    const input: Prompt['input'] = [{ type: 'message', role: 'user', content: [{ type: 'other', raw }] }];
    const transport = answering(chat({ content: 'f' }));
    await valuesOf(new ChatClient({ provider: scripted('x', 'chat'), transport }).streamPrompt('m', { input }));
    const file = { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' };
    expect(messagesOf(transport, 0)).to.deep.equal([{ role: 'user', content: [{ type: 'file', file }] }]);
  });

  it('R7 has the output of a call directly behind the message of the call', async () => {
    const input: readonly ResponseItem[] = [
      { type: 'function_call', call_id: 'c1', ...weather },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'One moment.' }] },
      { type: 'function_call_output', call_id: 'c1', output: 'sunny' },
    ];
    const transport = answering(chat({ content: 'f' }));
    await valuesOf(new ChatClient({ provider: scripted('x', 'chat'), transport }).streamPrompt('m', { input }));
    expect(messagesOf(transport, 0)).to.deep.equal([
      { role: 'assistant', content: 'One moment.', tool_calls: [called('c1')] },
      answered('c1'),
    ]);
  });

  it('has call ids of 9 letters and digits for Mistral, equal in call and output', async () => {
    const messages = JSON.stringify(
      await secondChatRequest(mistral(), { tool_calls: [{ index: 0, ...called('call_1') }] }),
    );
    const ids = [...messages.matchAll(/"(?:id|tool_call_id)":"([^"]*)"/g)].map(([, id]) => id);
    expect(ids).to.have.length(2);
    expect(ids[0])
      .to.equal(ids[1])
      .and.to.match(/^[a-z0-9]{9}$/);
  });

  it('takes the messages of the Chat API as input, and sends them as they were', async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'See' },
          { type: 'image_url', image_url: { url: 'data:x' } },
        ],
      },
      { role: 'assistant', content: null, tool_calls: [{ ...called('c1'), ...signature }] },
      { role: 'tool', tool_call_id: 'c1', content: 'sunny' },
      { role: 'assistant', content: 'Sunny.' },
      { role: 'user', content: 'Thanks' },
    ];
    const transport = answering(chat({ content: 'f' }));
    const client = new ChatClient({ provider: scripted('x', 'chat'), transport });
    await valuesOf(client.streamPrompt('m', { input: messages }));
    expect(messagesOf(transport, 0)).to.deep.equal(messages);
  });
});

describe('the second request over Responses', () => {
  const items = [
    { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'E' },
    { type: 'function_call', id: 'fc_1', call_id: 'c1', ...weather, encrypted_function_args: 'A' },
  ];
  const first = sse(...items.map(done), completed('resp_1'));

  it('R1 has the members that only the server can read, without our own', async () => {
    const transport = answering(first, sse(completed('resp_2')));
    const client = new ResponsesClient({ provider: scripted('a'), transport });
    await valuesOf(runTools('Weather?', (input) => client.streamPrompt('m', { input }), tools));
    expect(bodyOf(transport, 1)['input']).to.deep.equal([
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Weather?' }] },
      { type: 'reasoning', summary: [], encrypted_content: 'E' },
      { type: 'function_call', call_id: 'c1', ...weather, encrypted_function_args: 'A' },
      { type: 'function_call_output', call_id: 'c1', output: 'sunny' },
    ]);
  });

  for (const [given, sent] of [
    ['', '{}'],
    ['{"city": "Par', '{"invalid_arguments":"{\\"city\\": \\"Par"}'],
    ['[1]', '{"invalid_arguments":"[1]"}'],
  ] as const)
    it(`R5 has the arguments ${JSON.stringify(given)} as a JSON object, on both wires`, async () => {
      const input: readonly ResponseItem[] = [
        { type: 'function_call', call_id: 'c1', name: 'weather', arguments: given },
        { type: 'function_call_output', call_id: 'c1', output: 'sunny' },
      ];
      const [overChat, overResponses] = [answering(chat({ content: 'f' })), answering(sse(completed()))];
      await valuesOf(
        new ChatClient({ provider: scripted('x', 'chat'), transport: overChat }).streamPrompt('m', { input }),
      );
      await valuesOf(
        new ResponsesClient({ provider: scripted('x'), transport: overResponses }).streamPrompt('m', { input }),
      );
      expect(bodyOf(overResponses, 0)['input']).to.have.nested.property('[0].arguments', sent);
      expect(messagesOf(overChat, 0)).to.have.nested.property('[0].tool_calls[0].function.arguments', sent);
    });

  it('R11 has no null that nobody sent', async () => {
    const transport = answering(sse(completed()));
    const input: readonly ResponseItem[] = [
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 's' }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'a' }] },
    ];
    await valuesOf(new ResponsesClient({ provider: scripted('x'), transport }).streamPrompt('m', { input }));
    expect(bodyOf(transport, 0)['input']).to.deep.equal([
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 's' }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'a' }] },
    ]);
  });
});

describe('R10: the state of a provider goes to no other one', () => {
  const state = {
    type: 'reasoning',
    id: 'rs_1',
    summary: [{ type: 'summary_text', text: 's' }],
    encrypted_content: 'E',
  };
  const call = { type: 'function_call', id: 'fc_1', call_id: 'c1', ...weather, ...signature };

  const afterReload = async (): Promise<readonly ResponseItem[]> => {
    const transport = answering(sse(done(state), done(call), completed('resp_1')));
    const events = await valuesOf(new ResponsesClient({ provider: scripted('a'), transport }).streamPrompt('m', 'Hi'));
    const items = events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []));
    const history = [...items, { type: 'function_call_output', call_id: 'c1', output: 'ok' } as const];
    const reloaded: unknown = JSON.parse(JSON.stringify(history));
    return Array.isArray(reloaded) ? inputItems(reloaded) : [];
  };

  it('is sent to its giver, also after a reload, and to another provider without it', async () => {
    const input = await afterReload();
    for (const [name, holds] of [
      ['a', true],
      ['b', false],
    ] as const) {
      const transport = answering(sse(completed()));
      await valuesOf(new ResponsesClient({ provider: scripted(name), transport }).streamPrompt('m', { input }));
      const sent = JSON.stringify(bodyOf(transport, 0));
      expect(sent.includes('"encrypted_content":"E"')).to.equal(holds);
      expect(sent.includes('c2ln')).to.equal(holds);
      expect(sent).not.to.contain('origin');
      expect(sent).to.contain('"call_id":"c1"').and.to.contain('summary_text');
    }
  });

  it('lets a route go on where a server refuses the state of another one', async () => {
    const refusal = { error: { code: 'invalid_encrypted_content', message: 'could not be verified' } };
    const refused = of(response(of(bytes(JSON.stringify(refusal))), { status: 400 }));
    const transport = virtualTransport(refused, refused, of(response(of(bytes(sse(completed('resp_3')))))));
    const fallbacks = [{ provider: scripted('b') }, { provider: scripted('c') }];
    const client = new RoutedClient({ provider: scripted('a'), fallbacks, transport });
    const events = await valuesOf(client.streamPrompt('m', 'Hi'));
    expect(events.at(-1)).to.include({ type: 'completed', response_id: 'resp_3' });
  });

  it('ends the route at any other 400', async () => {
    const refused = of(response(of(bytes('{"error":{"message":"bad tools"}}')), { status: 400 }));
    const client = new RoutedClient({
      provider: scripted('a'),
      fallbacks: [{ provider: scripted('b') }],
      transport: virtualTransport(refused),
    });
    expect((await errorOf(client.streamPrompt('m', 'Hi'))).message).to.contain('bad tools');
  });
});

describe('R9: over a WebSocket, each request has its new items alone', () => {
  const using = useServer();
  const sizes = (): readonly number[] =>
    using.server.requests.flatMap(({ body }) => {
      const input: unknown = isJsonObject(body) ? body['input'] : undefined;
      return Array.isArray(input) ? [input.length] : [];
    });
  const connect = () =>
    new ResponsesWebSocketClient({
      provider: createProvider({ name: 'scripted', baseUrl: using.server.baseUrl }),
      transport: nodeWebSocketTransport(),
    }).connect();
  const ask =
    (connection: ReturnType<typeof connect>) =>
    (input: readonly ResponseItem[]): Observable<ResponseEvent> =>
      connection.streamPrompt('m', { input });

  it('through Conversation', async () => {
    const connection = connect();
    const conversation = new Conversation(ask(connection));
    for (const text of ['a', 'b', 'c']) {
      using.server.enqueue({ answer: textAnswer(`answer to ${text}`) });
      conversation.send(text);
      await until(() => !conversation.state.busy);
    }
    connection.close();
    expect(sizes()).to.deep.equal([1, 1, 1]);
  });

  it('through runTools, and for parallel calls their outputs alone', async () => {
    const connection = connect();
    const calls = [weather, weather].map(({ name }) => ({ name, arguments: { city: 'Paris' } }));
    using.server.enqueue({ answer: toolCallAnswer({ name: 'weather', arguments: { city: 'Rome' } }) });
    using.server.enqueue({ answer: toolCallAnswer(calls) });
    using.server.enqueue({ answer: textAnswer('Sunny.') });
    const conversation = new Conversation((input) => runTools(input, ask(connection), tools));
    conversation.send('Weather?');
    await until(() => !conversation.state.busy);
    using.server.enqueue({ answer: textAnswer('Bye.') });
    conversation.send('Thanks');
    await until(() => !conversation.state.busy);
    connection.close();
    // The ids of calls begin with call_1 in every answer of this server, and it gets the ids that it gave.
    expect(sizes()).to.deep.equal([1, 1, 2, 1]);
    expect(JSON.stringify(using.server.requests[2]?.body)).to.contain('"call_id":"call_1"');
  });
});
