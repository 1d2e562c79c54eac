import { expect } from 'chai';
import { chatDecoder } from '../../../lib/decode/chat/chatDecoder.js';
import type { JsonObject } from '../../../lib/protocol/codec/json.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { chatDelta, chatFinish } from '../../../lib/testing/chatWire.js';
import { itemsIn, readFrames } from '../readFrames.js';

/** The finished items of a stream of deltas. */
const itemsOf = (...deltas: readonly JsonObject[]) =>
  itemsIn(readFrames(chatDecoder, [...deltas.map((delta) => chatDelta(delta)), chatFinish()]).events);

const eventsOf = (...deltas: readonly JsonObject[]): readonly ResponseEvent['type'][] =>
  readFrames(
    chatDecoder,
    deltas.map((delta) => chatDelta(delta)),
  ).events.map(({ type }) => type);

const signature = { extra_content: { google: { thought_signature: 'c2ln' } } };
const weather = { name: 'weather', arguments: '{"city":"Paris"}' };
const call = { type: 'function_call', call_id: 'function-call-77', ...weather };
const called = { index: 0, id: 'function-call-77', type: 'function', function: weather };
const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] };
const reasoning = { type: 'reasoning', id: '', summary: [], content: [] };

interface Row {
  readonly what: string;
  readonly deltas: readonly JsonObject[];
  readonly items: readonly object[];
}

const rows: readonly Row[] = [
  {
    what: "Gemini's signature of a call",
    deltas: [{ tool_calls: [{ ...called, ...signature }] }],
    items: [{ ...call, ...signature }],
  },
  {
    what: 'a signature that comes in a delta of its own, without index and id',
    deltas: [{ tool_calls: [called] }, { tool_calls: [signature] }],
    items: [{ ...call, ...signature }],
  },
  {
    what: 'the signature of the first of two calls',
    deltas: [{ tool_calls: [{ ...called, ...signature }] }, { tool_calls: [{ ...called, index: 1, id: 'c2' }] }],
    items: [
      { ...call, ...signature },
      { ...call, call_id: 'c2' },
    ],
  },
  {
    what: 'a member of the function itself, and one of a custom tool',
    deltas: [
      { tool_calls: [{ ...called, function: { ...weather, thought_signature: 'S' } }] },
      { tool_calls: [{ index: 1, id: 'c2', type: 'custom', custom: { name: 'patch', input: '*' }, signature: 'T' }] },
    ],
    items: [
      { ...call, function: { thought_signature: 'S' } },
      { type: 'custom_tool_call', call_id: 'c2', name: 'patch', input: '*', signature: 'T' },
    ],
  },
  {
    what: "OpenRouter's details, texts joined, the signature from the last piece, encrypted ones apart",
    deltas: [
      { reasoning_details: [{ type: 'reasoning.text', text: 'I ', format: 'a', index: 0 }] },
      { reasoning_details: [{ type: 'reasoning.text', text: 'think', index: 0 }] },
      { reasoning_details: [{ type: 'reasoning.text', signature: 'S', index: 0 }] },
      { reasoning_details: [{ type: 'reasoning.encrypted', data: 'A', index: 1 }] },
      { reasoning_details: [{ type: 'reasoning.encrypted', data: 'B', index: 1 }] },
      { content: 'Hi' },
    ],
    items: [
      {
        ...reasoning,
        summary: [{ type: 'summary_text', text: 'I think' }],
        reasoning_details: [
          { type: 'reasoning.text', text: 'I think', format: 'a', index: 0, signature: 'S' },
          { type: 'reasoning.encrypted', data: 'A', index: 1 },
          { type: 'reasoning.encrypted', data: 'B', index: 1 },
        ],
      },
      message,
    ],
  },
  {
    what: "Copilot's opaque reasoning beside its text",
    deltas: [{ reasoning_text: 'I ' }, { reasoning_text: 'think' }, { reasoning_opaque: 'O' }, { content: 'Hi' }],
    items: [
      {
        ...reasoning,
        summary: [{ type: 'summary_text', text: 'I think' }],
        reasoning_text: 'I think',
        reasoning_opaque: 'O',
      },
      message,
    ],
  },
  {
    what: 'opaque state alone, as reasoning before the call',
    deltas: [{ reasoning_opaque: 'O' }, { tool_calls: [called] }],
    items: [{ ...reasoning, reasoning_opaque: 'O' }, call],
  },
  {
    what: 'the signature of a part of thinking, which ends that part',
    deltas: [
      { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'I ' }] }] },
      { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'think' }], closed: true, signature: 'S' }] },
      { content: [{ type: 'thinking', thinking: [{ type: 'text', text: ' so' }] }] },
      { content: 'Hi' },
    ],
    items: [
      {
        ...reasoning,
        content: [
          { type: 'reasoning_text', text: 'I think', signature: 'S' },
          { type: 'reasoning_text', text: ' so' },
        ],
      },
      message,
    ],
  },
  {
    what: 'the signature of a part of the text, which stays a part of its own',
    deltas: [
      { content: 'A' },
      { content: [{ type: 'text', text: 'B', thought_signature: 'S' }] },
      { content: [{ type: 'text', text: '', thought_signature: 'T' }] },
      { content: 'C' },
    ],
    items: [
      {
        ...message,
        content: [
          { type: 'output_text', text: 'A' },
          { type: 'output_text', text: 'B', thought_signature: 'T' },
          { type: 'output_text', text: 'C' },
        ],
      },
    ],
  },
  {
    what: 'a signature behind the text, with the message',
    deltas: [{ content: 'Hi' }, signature],
    items: [{ ...message, ...signature }],
  },
];

describe('chatDecoder: what only the server can read', () => {
  for (const { what, deltas, items } of rows)
    it(`R1 keeps ${what}`, () => {
      expect(itemsOf(...deltas)).to.deep.equal(items);
    });

  it('R1 keeps the state of a message that comes whole', () => {
    const whole = { choices: [{ index: 0, message: { content: 'Hi', reasoning_opaque: 'O' }, finish_reason: 'stop' }] };
    const { events } = readFrames(chatDecoder, [whole]);
    expect(events).to.deep.include({ type: 'output_item_done', item: { ...message, reasoning_opaque: 'O' } });
  });

  it('R8 keeps the log probabilities of the text', () => {
    const chunk = (content: string, logprobs: unknown) => ({ choices: [{ index: 0, delta: { content }, logprobs }] });
    const frames = [
      chunk('H', { content: [{ token: 'H', logprob: -1 }] }),
      chunk('i', { content: [{ token: 'i', logprob: -2 }], refusal: null }),
      chunk('', null),
      chatFinish(),
    ];
    const logprobs = [
      { token: 'H', logprob: -1 },
      { token: 'i', logprob: -2 },
    ];
    expect(itemsIn(readFrames(chatDecoder, frames).events)).to.deep.equal([
      { ...message, content: [{ type: 'output_text', text: 'Hi', logprobs }] },
    ]);
  });

  it('announces reasoning once, if its state comes before its text', () => {
    expect(eventsOf({ reasoning_opaque: 'O' }, { reasoning: 'a' }, { reasoning: 'b' })).to.deep.equal([
      'output_item_added',
      'reasoning_content_delta',
      'reasoning_content_delta',
      'output_item_done',
    ]);
  });

  it('takes no state for what every server reads, nor for flags', () => {
    expect(itemsOf({ content: 'Hi', channel: 'final', reasoning_encrypted: false, name: 'n' })).to.deep.equal([
      message,
    ]);
  });
});
