import { expect } from 'chai';
import { profiles } from '../../lib/provider/profiles.js';
import { createProvider, type Provider } from '../../lib/provider/Provider.js';
import type { JsonObject } from '../../lib/protocol/codec/json.js';
import { CHAT_DONE, chatDelta, chatFinish } from '../../lib/testing/chatWire.js';
import { bytes, completed, itemDone, sse } from '../../lib/testing/wire.js';
import { expectedItems, sentAfter } from './roundTrip.js';

const providerOf = (name: keyof typeof profiles, wire: Provider['wire']): Provider =>
  createProvider({ name, baseUrl: 'https://host.test/v1', wire, profile: profiles[name], retry: { maxAttempts: 0 } });

const ITEMS: readonly JsonObject[] = [
  {
    type: 'reasoning',
    id: 'rs_1',
    status: 'completed',
    summary: [{ type: 'summary_text', text: 's' }],
    content: null,
    encrypted_content: 'E',
  },
  { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'q' } },
  {
    type: 'message',
    id: 'msg_1',
    status: 'completed',
    role: 'assistant',
    phase: 'commentary',
    content: [
      {
        type: 'output_text',
        text: 'Cold',
        annotations: [{ type: 'url_citation', url: 'https://a.test' }],
        logprobs: [{ token: 'Cold', logprob: -1 }],
      },
      { type: 'output_text', text: ' and wet' },
      { type: 'refusal', refusal: 'no' },
      { type: 'part_of_tomorrow', value: 1 },
    ],
    internal_chat_message_metadata_passthrough: { a: 1 },
  },
  { type: 'item_of_tomorrow', id: 'x_1', value: null },
  { type: 'message', id: 'msg_2', status: 'completed', role: 'assistant', content: [] },
  {
    type: 'function_call',
    id: 'fc_1',
    status: 'completed',
    call_id: 'c1',
    name: 'f',
    arguments: '',
    encrypted_function_args: 'A',
  },
  { type: 'custom_tool_call', id: 'ctc_1', status: 'completed', call_id: 'c2', name: 'g', input: 'x', namespace: 'n' },
];

describe('an answer through JSON into the next request', () => {
  for (const name of ['standard', 'openai', 'azure'] as const)
    it(`has the items of Responses as they came, for ${name}`, async () => {
      const provider = providerOf(name, 'responses');
      const answer = bytes(sse(...ITEMS.map(itemDone), completed()));
      const sent = await sentAfter(provider, answer);
      const items = sent.filter(({ type }) => type !== 'function_call_output' && type !== 'custom_tool_call_output');
      expect(items).to.deep.equal(expectedItems(ITEMS, provider));
      expect(items).to.have.length(ITEMS.length - 1);
    });

  it('has the literal items that a server gets back', async () => {
    const answer = bytes(sse(...ITEMS.map(itemDone), completed()));
    const sent = await sentAfter(providerOf('openai', 'responses'), answer);
    expect(sent.slice(0, 2)).to.deep.equal([
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 's' }], encrypted_content: 'E' },
      { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'q' } },
    ]);
    expect(sent.slice(3)).to.deep.equal([
      { type: 'item_of_tomorrow', id: 'x_1', value: null },
      {
        type: 'function_call',
        status: 'completed',
        call_id: 'c1',
        name: 'f',
        arguments: '{}',
        encrypted_function_args: 'A',
      },
      { type: 'custom_tool_call', status: 'completed', call_id: 'c2', name: 'g', input: 'x', namespace: 'n' },
      { type: 'function_call_output', call_id: 'c1', output: 'ok' },
      { type: 'custom_tool_call_output', call_id: 'c2', output: 'ok' },
    ]);
  });

  const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } };
  const answered = { role: 'tool', tool_call_id: 'c1', content: 'ok' };
  const chat = (...deltas: readonly JsonObject[]) =>
    bytes(sse(...deltas.map((delta) => chatDelta(delta)), chatFinish()) + CHAT_DONE);

  const CHATS: readonly (readonly [keyof typeof profiles, readonly JsonObject[], readonly object[]])[] = [
    [
      'gemini',
      [{ tool_calls: [{ index: 0, ...call, extra_content: { google: { thought_signature: 'S' } } }] }],
      [
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ ...call, extra_content: { google: { thought_signature: 'S' } } }],
        },
        { ...answered, name: 'f' },
      ],
    ],
    [
      'openRouter',
      [
        { reasoning: 'Hm', reasoning_details: [{ type: 'reasoning.text', text: 'Hm', signature: 'S' }] },
        { content: 'Hi' },
        { tool_calls: [{ index: 0, ...call }] },
      ],
      [
        {
          role: 'assistant',
          content: 'Hi',
          tool_calls: [call],
          reasoning_details: [{ type: 'reasoning.text', text: 'Hm', signature: 'S' }],
        },
        answered,
      ],
    ],
    [
      'deepSeek',
      [{ reasoning_content: 'Hm' }, { content: 'Hi' }, { tool_calls: [{ index: 0, ...call }] }],
      [{ role: 'assistant', content: 'Hi', tool_calls: [call], reasoning_content: 'Hm' }, answered],
    ],
    [
      'standard',
      [{ reasoning_opaque: 'O', reasoning_text: 'Hm' }, { content: 'Hi' }],
      [{ role: 'assistant', content: 'Hi', reasoning_opaque: 'O', reasoning_text: 'Hm' }],
    ],
    ['openai', [{ refusal: 'no' }], [{ role: 'assistant', content: null, refusal: 'no' }]],
    ['groq', [{ refusal: 'no' }], [{ role: 'assistant', content: 'no' }]],
  ];
  for (const [name, deltas, messages] of CHATS)
    it(`has the message of Chat as it came, for ${name}: ${Object.keys(deltas[0] ?? {}).join(', ')}`, async () => {
      expect(await sentAfter(providerOf(name, 'chat'), chat(...deltas))).to.deep.equal(messages);
    });

  it('R1 has a part of thinking with its signature in the running turn, for Mistral', async () => {
    const provider = {
      ...providerOf('mistral', 'chat'),
      profile: { ...profiles.mistral, reasoningSpan: 'all' },
    } as const;
    const thinking = { type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }], signature: 'S' };
    const [message] = await sentAfter(provider, chat({ content: [thinking] }, { content: 'Hi' }));
    expect(message).to.deep.equal({ role: 'assistant', content: [thinking, { type: 'text', text: 'Hi' }] });
  });

  it('R1 has the text with its signature as a part, and the others beside it', async () => {
    const signed = { type: 'text', text: 'B', thought_signature: 'S' };
    const sent = await sentAfter(providerOf('standard', 'chat'), chat({ content: 'A' }, { content: [signed] }));
    expect(sent).to.deep.equal([{ role: 'assistant', content: [{ type: 'text', text: 'A' }, signed] }]);
  });
});
