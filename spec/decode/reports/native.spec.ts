import { expect } from 'chai';
import { answerFold } from '../../../lib/answer/answerFold.js';
import { geminiDecoder } from '../../../lib/decode/gemini/geminiDecoder.js';
import { messagesDecoder } from '../../../lib/decode/messages/messagesDecoder.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { itemsIn, readFrames } from '../readFrames.js';

// The reports about Responses and Chat, on the two other wires.

const start = (usage: unknown = {}) => ({ type: 'message_start', message: { id: 'm', content: [], usage } });
const block = (...deltas: readonly object[]) => [
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  ...deltas.map((delta) => ({ type: 'content_block_delta', index: 0, delta })),
  { type: 'content_block_stop', index: 0 },
];
const finish = (stop_reason: unknown, usage: unknown = {}) => [
  { type: 'message_delta', delta: { stop_reason }, usage },
  { type: 'message_stop' },
];
const onMessages = (...frames: readonly object[]) => readFrames(messagesDecoder, frames);
const onGemini = (...frames: readonly object[]) => readFrames(geminiDecoder, frames);
const parts = (...given: readonly object[]) => ({ candidates: [{ content: { parts: given } }] });
const stopped = (finishReason: unknown, more: object = {}) => ({ candidates: [{ finishReason }], ...more });
const last = ({ events }: { readonly events: readonly ResponseEvent[] }) => events.at(-1);
const deltas = (events: readonly ResponseEvent[], type: string) =>
  events.flatMap((event) => (event.type === type && 'delta' in event ? [event.delta] : []));

const counted = {
  input_tokens: 5,
  cached_input_tokens: 0,
  output_tokens: 2,
  reasoning_output_tokens: 0,
  total_tokens: 7,
};

describe('S1 an odd usage costs no answer of the other wires', () => {
  const messages: readonly (readonly [string, unknown, object | null])[] = [
    ['texts for numbers', { input_tokens: '5', output_tokens: '2' }, counted],
    ['details of null', { input_tokens: 5, output_tokens: 2, output_tokens_details: null }, counted],
    ['a cache of null', { input_tokens: 5, output_tokens: 2, cache_read_input_tokens: null }, counted],
    ['no members', {}, null],
    ['null', null, null],
    ['a list', [], null],
    ['a count of another type', { input_tokens: { toString: null }, output_tokens: [] }, null],
  ];
  for (const [what, usage, expected] of messages)
    it(`S1 reads ${what} over Messages`, () => {
      const reading = onMessages(start(), ...block(), ...finish('end_turn', usage));
      expect(last(reading)).to.deep.include({ status: 'completed', token_usage: expected });
    });
  const gemini: readonly (readonly [string, unknown, object | null])[] = [
    ['texts for numbers', { promptTokenCount: '5', candidatesTokenCount: '2' }, counted],
    ['a total of null', { promptTokenCount: 5, candidatesTokenCount: 2, totalTokenCount: null }, counted],
    ['an infinite total', { promptTokenCount: 5, candidatesTokenCount: 2, totalTokenCount: Infinity }, counted],
    ['no members', {}, null],
    ['null', null, null],
    ['a text', 'many', null],
  ];
  for (const [what, usageMetadata, expected] of gemini)
    it(`S1 reads ${what} over Gemini`, () => {
      expect(last(onGemini(stopped('STOP', { usageMetadata })))).to.deep.include({
        status: 'completed',
        token_usage: expected,
      });
    });
  for (const id of [undefined, null, 7, ''])
    it(`S1 completes with the id ${JSON.stringify(id)}`, () => {
      expect(last(onMessages({ type: 'message_start', message: { id } }, ...finish('end_turn')))).to.include({
        response_id: '',
      });
      expect(last(onGemini(stopped('STOP', { responseId: id })))).to.include({ response_id: '' });
    });
});

describe('S9 the usage of the other wires', () => {
  it('S9 reports cache writes and the cost of Messages, and keeps the rest', () => {
    const usage = { input_tokens: 5, output_tokens: 2, cache_creation_input_tokens: 1, cost: 0.1 };
    expect(last(onMessages(start(), ...finish('end_turn', usage)))).to.deep.include({
      token_usage: { ...counted, input_tokens: 6, total_tokens: 8, cache_write_input_tokens: 1, cost: 0.1 },
    });
    const rest = { input_tokens: 5, output_tokens: 2, server_tool_use: { web_search_requests: 1 } };
    expect(last(onMessages(start(), ...finish('end_turn', rest)))).to.deep.include({
      token_usage: { ...counted, raw: rest },
    });
  });
  it('S9 keeps the details of Gemini', () => {
    const usageMetadata = {
      promptTokenCount: 5,
      candidatesTokenCount: 2,
      totalTokenCount: 7,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: 5 }],
    };
    expect(last(onGemini(stopped('STOP', { usageMetadata })))).to.deep.include({
      token_usage: { ...counted, raw: usageMetadata },
    });
  });
});

describe('S4 stop reasons of the other wires', () => {
  const rows: readonly (readonly ['completed' | 'incomplete', readonly string[], readonly string[]])[] = [
    ['completed', ['end_turn', 'END_TURN', 'Tool Use', 'stop', 'pause_turn'], ['STOP', 'stop', 'FINISH_REASON_STOP']],
    [
      'incomplete',
      ['MAX_TOKENS', 'model_context_window_exceeded', 'refusal', 'something_new'],
      ['MAX_TOKENS', 'max_tokens', 'finish_reason_safety', 'length', 'SOMETHING_NEW'],
    ],
  ];
  for (const [status, messages, gemini] of rows) {
    for (const reason of messages)
      it(`S4 ends ${status} at ${reason} over Messages`, () => {
        const reading = onMessages(start(), ...block({ type: 'text_delta', text: 'x' }), ...finish(reason));
        expect(last(reading)).to.include({ status, finish_reason: reason });
      });
    for (const reason of gemini)
      it(`S4 ends ${status} at ${reason} over Gemini`, () => {
        expect(last(onGemini(parts({ text: 'x' }), stopped(reason)))).to.include({ status, finish_reason: reason });
      });
  }
  const failing = {
    Messages: (reason: string) => onMessages(start(), ...block({ type: 'text_delta', text: 'x' }), ...finish(reason)),
    Gemini: (reason: string) => onGemini(parts({ text: 'x' }), stopped(reason)),
  };
  for (const [wire, read] of Object.entries(failing))
    for (const reason of ['error', 'NETWORK_ERROR', 'malformed_function_call', 'Abort'])
      it(`S4 fails at ${reason} over ${wire}, after what was received`, () => {
        const { events, end } = read(reason);
        expect(itemsIn(events)).to.have.length(1);
        expect(events.some(({ type }) => type === 'completed')).to.equal(false);
        expect(end).to.include({ type: 'retryable', code: reason });
      });
});

describe('S5 errors of the other wires, whatever their shape', () => {
  const bodies: readonly object[] = [
    { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    { type: 'error', message: 'Overloaded' },
    { type: 'error', error: 'Overloaded' },
    { error: { message: 'Overloaded' } },
    { error: 'Overloaded' },
    { error: { error: { message: 'Overloaded' } } },
  ];
  for (const frame of bodies)
    it(`S5 fails at ${JSON.stringify(frame)}`, () => {
      for (const { end } of [onMessages(start(), frame), onGemini(parts({ text: 'x' }), frame)])
        expect(end).to.include({ type: 'server_overloaded', detail: 'Overloaded' });
    });
  for (const error of [null, '', false])
    it(`S14 is not failed by the error ${JSON.stringify(error)}`, () => {
      expect(onGemini({ ...stopped('STOP'), error }).end).to.equal('complete');
      expect(onMessages(start(), { ...start(), error }, ...finish('end_turn')).end).to.equal('complete');
    });
});

describe('S6 frames of an unknown type on the other wires', () => {
  it('S6 reports them', () => {
    const { skipped, end } = onMessages(start(), { type: 'message_brand_new' }, { x: 1 }, ...finish('end_turn'));
    expect(skipped).to.deep.equal([
      'an event of the unknown type "message_brand_new"',
      'an event of the unknown type nothing',
    ]);
    expect(end).to.equal('complete');
    expect(onGemini({ x: 1 }, stopped('STOP')).skipped).to.deep.equal(['no chunk of a Gemini stream']);
  });
});

describe('S8 no event of the other wires ends in half a character', () => {
  const halves = ['ok \ud83d', '\ude00!'];
  const opened = (content_block: object, delta: (text: string) => object) => (pieces: readonly string[]) =>
    onMessages(
      start(),
      { type: 'content_block_start', index: 0, content_block },
      ...pieces.map((text) => ({ type: 'content_block_delta', index: 0, delta: delta(text) })),
      { type: 'content_block_stop', index: 0 },
      ...finish('end_turn'),
    );
  const places: Readonly<
    Record<string, readonly [string, (pieces: readonly string[]) => ReturnType<typeof onMessages>]>
  > = {
    'a text of Messages': ['output_text_delta', opened({ type: 'text' }, (text) => ({ type: 'text_delta', text }))],
    'a thought of Messages': [
      'reasoning_content_delta',
      opened({ type: 'thinking' }, (thinking) => ({ type: 'thinking_delta', thinking })),
    ],
    'a call of Messages': [
      'tool_call_input_delta',
      opened({ type: 'tool_use', id: 'c', name: 'f' }, (partial_json) => ({ type: 'input_json_delta', partial_json })),
    ],
    'a text of Gemini': [
      'output_text_delta',
      (pieces) => onGemini(...pieces.map((text) => parts({ text })), stopped('STOP')),
    ],
    'a thought of Gemini': [
      'reasoning_summary_delta',
      (pieces) => onGemini(...pieces.map((text) => parts({ text, thought: true })), stopped('STOP')),
    ],
  };
  for (const [what, [type, read]] of Object.entries(places))
    it(`S8 holds a half back in ${what}`, () => {
      expect(deltas(read(halves).events, type)).to.deep.equal(['ok ', '\u{1f600}!']);
      const { events } = read(['a\ud83d']);
      expect(deltas(events, type)).to.deep.equal(['a', '\ufffd']);
      expect(JSON.stringify(itemsIn(events))).to.include('a\ufffd');
      const fold = answerFold();
      for (const event of events) fold.onEvent(event);
      expect(JSON.stringify(fold.onEnd())).not.to.include('\\ud83d');
    });
  it('S8 completes a half before a part with a signature', () => {
    const { events } = onGemini(parts({ text: 'a\ud83d' }, { text: 'b', thoughtSignature: 's' }), stopped('STOP'));
    expect(deltas(events, 'output_text_delta')).to.deep.equal(['a', '\ufffd', 'b']);
  });
});
