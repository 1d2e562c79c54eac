import { expect } from 'chai';
import { responsesDecoder } from '../../../lib/decode/responses/responsesDecoder.js';
import { DONE } from '../../../lib/protocol/SseFrame.js';
import { readFrames, type Reading } from '../readFrames.js';

const decode = (...frames: readonly unknown[]): Reading => readFrames(responsesDecoder, frames, 'nothing');
const told = (...events: readonly object[]) => ({ events, end: 'open', skipped: [] });
const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hi' }] };

const events: readonly (readonly [string, object, object])[] = [
  ['response.created', { response: {} }, { type: 'created' }],
  ['response.output_item.added', { item: message }, { type: 'output_item_added', item: message }],
  ['response.output_item.done', { item: message }, { type: 'output_item_done', item: message }],
  ['response.output_text.delta', { delta: 'x' }, { type: 'output_text_delta', delta: 'x' }],
  ['response.output_text.delta', { delta: '' }, { type: 'output_text_delta', delta: '' }],
  [
    'response.output_text.delta',
    { delta: 'x', item_id: 'm', output_index: 0, content_index: 1, logprobs: [], obfuscation: 'a' },
    { type: 'output_text_delta', delta: 'x', item_id: 'm', output_index: 0, content_index: 1 },
  ],
  [
    'response.output_text.delta',
    { delta: 'x', item_id: null, output_index: null, content_index: null },
    { type: 'output_text_delta', delta: 'x' },
  ],
  [
    'response.reasoning_summary_text.delta',
    { delta: 's', summary_index: 0 },
    { type: 'reasoning_summary_delta', delta: 's', summary_index: 0 },
  ],
  [
    'response.reasoning_text.delta',
    { delta: 'r', content_index: 2 },
    { type: 'reasoning_content_delta', delta: 'r', content_index: 2 },
  ],
  [
    'response.reasoning_summary_part.added',
    { summary_index: 1 },
    { type: 'reasoning_summary_part_added', summary_index: 1 },
  ],
  [
    'response.reasoning_summary_text.done',
    { text: 'all of it', summary_index: 1, item_id: 'rs', output_index: 0 },
    { type: 'reasoning_summary_done', text: 'all of it', summary_index: 1, item_id: 'rs' },
  ],
  [
    'response.refusal.delta',
    { delta: 'I cannot', item_id: 'm', output_index: 0, content_index: 0 },
    { type: 'refusal_delta', delta: 'I cannot', item_id: 'm', output_index: 0 },
  ],
  ['response.refusal.delta', { delta: 'no', item_id: null }, { type: 'refusal_delta', delta: 'no' }],
  [
    'response.function_call_arguments.delta',
    { delta: '{"a"', item_id: 'fc' },
    { type: 'tool_call_input_delta', delta: '{"a"', item_id: 'fc' },
  ],
  [
    'response.custom_tool_call_input.delta',
    { delta: '***', item_id: 'ctc', call_id: 'c' },
    { type: 'tool_call_input_delta', delta: '***', item_id: 'ctc', call_id: 'c' },
  ],
  [
    'response.custom_tool_call_input.delta',
    { delta: '***', item_id: null, call_id: 'c' },
    { type: 'tool_call_input_delta', delta: '***', call_id: 'c' },
  ],
  [
    'codex.rate_limits',
    { rate_limits: { primary: { used_percent: 5 } } },
    {
      type: 'rate_limits',
      snapshot: {
        limit_id: 'codex',
        limit_name: null,
        primary: { used_percent: 5, window_minutes: null, resets_at: null },
        secondary: null,
        credits: null,
        plan_type: null,
      },
    },
  ],
];

const skipped: readonly (readonly [unknown, string])[] = [
  [{ type: 'response.created' }, 'response: expected present, got nothing'],
  [{ type: 'response.created', response: null }, 'response: expected present, got null'],
  [{ type: 'response.output_item.added' }, 'item: expected present, got nothing'],
  [{ type: 'response.output_item.done', item: null }, 'item: expected present, got null'],
  [{ type: 'response.output_text.delta' }, 'delta: expected string, got nothing'],
  [{ type: 'response.output_text.delta', delta: { x: 1 } }, 'delta: expected string, got {"x":1}'],
  [{ type: 'response.output_text.delta', delta: 'x', item_id: 7 }, 'item_id: expected string, got 7'],
  [{ type: 'response.output_text.delta', delta: 'x', output_index: '0' }, 'output_index: expected integer, got "0"'],
  [
    { type: 'response.reasoning_summary_text.delta', delta: 's', summary_index: 1.5 },
    'summary_index: expected integer, got 1.5',
  ],
  [{ type: 'response.reasoning_text.delta', delta: 'r' }, 'content_index: expected integer, got nothing'],
  [{ type: 'response.reasoning_summary_part.added' }, 'summary_index: expected integer, got nothing'],
  [
    { type: 'response.reasoning_summary_text.done', text: 's', summary_index: 0 },
    'item_id: expected string, got nothing',
  ],
  [
    { type: 'response.reasoning_summary_text.done', summary_index: 0, item_id: 'rs' },
    'text: expected string, got nothing',
  ],
  [
    { type: 'response.reasoning_summary_text.done', text: 's', summary_index: '0', item_id: 'rs' },
    'summary_index: expected integer, got "0"',
  ],
  [{ type: 'response.refusal.delta' }, 'delta: expected string, got nothing'],
  [{ type: 'response.refusal.delta', delta: 'no', item_id: 7 }, 'item_id: expected string, got 7'],
  [{ type: 'response.function_call_arguments.delta', delta: 'x' }, 'a piece of tool input without item_id and call_id'],
  [{ type: 'response.custom_tool_call_input.delta', delta: 1, call_id: 'c' }, 'delta: expected string, got 1'],
  [{ type: 'codex.rate_limits', plan_type: 7 }, 'unreadable rate limits'],
  ['text', 'not a JSON object'],
  [null, 'not a JSON object'],
  [[{ type: 'response.created', response: {} }], 'not a JSON object'],
];

const ignored = [
  'response.in_progress',
  'response.content_part.added',
  'response.content_part.done',
  'response.output_text.done',
  'response.function_call_arguments.done',
  'response.refusal.done',
];

const unknown = [
  'response.tomorrow',
  'constructor',
  'toString',
  '__proto__',
  '',
  null,
  7,
];

describe('responsesDecoder', () => {
  for (const [type, body, event] of events)
    it(`reads ${type} with ${JSON.stringify(body)}`, () => {
      expect(decode({ type, sequence_number: 3, ...body })).to.deep.equal(told(event));
    });

  for (const [frame, reason] of skipped)
    it(`skips ${JSON.stringify(frame)} as a whole and reports why`, () => {
      expect(decode(frame)).to.deep.equal({ ...told(), skipped: [reason] });
    });

  for (const type of ignored)
    it(`ignores a frame of type ${JSON.stringify(type)}`, () => {
      expect(decode({ type, delta: 'x', response: { error: null } })).to.deep.equal(told());
    });

  it('ignores the sentinel, which completes nothing here', () => {
    expect(decode(DONE)).to.deep.equal(told());
    expect(readFrames(responsesDecoder, [DONE]).end).to.have.property('type', 'stream');
  });

  for (const type of [...unknown, undefined])
    it(`S6 reports a frame of the unknown type ${JSON.stringify(type)} once`, () => {
      const reading = decode({ type, delta: 'x', response: { error: null } });
      expect(reading.events).to.deep.equal([]);
      expect(reading.skipped).to.have.length(1);
      expect(reading.skipped[0]).to.include('no event for frames of type');
    });

  it('delivers an unknown item as other, and reports it', () => {
    const raw = { type: 'image_edit_call', id: 'i1', nested: { a: [1, null] } };
    const reading = decode({ type: 'response.output_item.done', item: raw });
    expect(reading.events).to.deep.equal([{ type: 'output_item_done', item: { type: 'other', raw } }]);
    expect(reading.skipped.join()).to.include('image_edit_call');
  });

  it('delivers a known item with a bad body as other, reported (decision: a known item type with a bad body)', () => {
    const raw = { type: 'function_call', arguments: '{}', call_id: 'c' };
    const reading = decode({ type: 'response.output_item.added', item: raw });
    expect(reading.events).to.deep.equal([{ type: 'output_item_added', item: { type: 'other', raw } }]);
    expect(reading.skipped.join()).to.include('function_call');
  });

  it('keeps the message around an unknown part (decision: unknown content part inside a message)', () => {
    const refusal = { type: 'refusal', refusal: 'no' };
    const reading = decode({ type: 'response.output_item.done', item: { ...message, content: [refusal] } });
    expect(reading).to.deep.equal(
      told({ type: 'output_item_done', item: { ...message, content: [{ type: 'other', raw: refusal }] } }),
    );
  });

  it('passes on output_index whatever the ids are (decision: identity of items)', () => {
    const frames = ['a', 'b'].map((item_id) => ({
      type: 'response.output_text.delta',
      delta: 'x',
      item_id,
      output_index: 4,
    }));
    expect(decode(...frames).events).to.deep.equal([
      { type: 'output_text_delta', delta: 'x', item_id: 'a', output_index: 4 },
      { type: 'output_text_delta', delta: 'x', item_id: 'b', output_index: 4 },
    ]);
  });
});
