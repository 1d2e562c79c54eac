import { expect } from 'chai';
import { geminiDecoder } from '../../../lib/decode/gemini/geminiDecoder.js';
import { itemsIn, readFrames } from '../readFrames.js';

const chunk = (parts: readonly object[], more: object = {}) => ({
  candidates: [{ content: { role: 'model', parts }, ...more }],
  modelVersion: 'gemini-3',
  responseId: 'r1',
});
const STOP = { finishReason: 'STOP' };
const read = (...frames: readonly unknown[]) => readFrames(geminiDecoder, frames);

describe('geminiDecoder', () => {
  it('emits text, its item and the end of the stream', () => {
    const usageMetadata = { promptTokenCount: 5, candidatesTokenCount: 2, thoughtsTokenCount: 3, totalTokenCount: 10 };
    const { events, end } = read(chunk([{ text: 'Hel' }]), { ...chunk([{ text: 'lo' }], STOP), usageMetadata });
    expect(events).to.deep.equal([
      { type: 'created' },
      { type: 'server_model', model: 'gemini-3' },
      { type: 'output_item_added', item: { type: 'message', role: 'assistant', content: [] } },
      { type: 'output_text_delta', delta: 'Hel', content_index: 0 },
      { type: 'output_text_delta', delta: 'lo', content_index: 0 },
      {
        type: 'output_item_done',
        item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] },
      },
      {
        type: 'completed',
        response_id: 'r1',
        token_usage: {
          input_tokens: 5,
          cached_input_tokens: 0,
          output_tokens: 5,
          reasoning_output_tokens: 3,
          total_tokens: 10,
        },
        status: 'completed',
        finish_reason: 'STOP',
      },
    ]);
    expect(end).to.equal('complete');
  });

  it('keeps each signature on the part that it came with', () => {
    const { events } = read(
      chunk([{ text: 'Hm.', thought: true }]),
      chunk([{ text: 'a' }, { text: 'b', thoughtSignature: 's1' }, { text: 'c' }]),
      chunk([{ thoughtSignature: 's2' }], STOP),
    );
    expect(itemsIn(events)).to.deep.equal([
      { type: 'reasoning', id: '', summary: [{ type: 'summary_text', text: 'Hm.' }] },
      {
        type: 'message',
        role: 'assistant',
        content: [
          { type: 'output_text', text: 'a' },
          { type: 'output_text', text: 'b', thought_signature: 's1' },
          { type: 'output_text', text: 'c' },
          { type: 'output_text', text: '', thought_signature: 's2' },
        ],
      },
    ]);
  });

  it('reads calls with and without an id', () => {
    const { events } = read(
      chunk(
        [
          { functionCall: { id: 'x', name: 'f', args: { a: 1 } }, thoughtSignature: 's' },
          { functionCall: { name: 'g' } },
        ],
        STOP,
      ),
    );
    expect(itemsIn(events)).to.deep.equal([
      { type: 'function_call', call_id: 'x', name: 'f', arguments: '{"a":1}', thought_signature: 's' },
      { type: 'function_call', call_id: 'r1-call-0', name: 'g', arguments: '{}', made_id: true },
    ]);
  });

  it('assembles arguments that arrive in pieces', () => {
    const piece = (functionCall: object) => chunk([{ functionCall }]);
    const { events } = read(
      piece({ name: 'f', willContinue: true }),
      piece({ partialArgs: [{ jsonPath: '$.a.b[0]', stringValue: 'x', willContinue: true }], willContinue: true }),
      piece({ partialArgs: [{ jsonPath: '$.a.b[0]', stringValue: 'y' }], willContinue: true }),
      piece({
        partialArgs: [
          { jsonPath: '$.__proto__', numberValue: 2 },
          { jsonPath: '$.n', nullValue: 'NULL_VALUE' },
        ],
        willContinue: true,
      }),
      piece({}),
      chunk([{ functionCall: { name: 'g', partialArgs: [{ jsonPath: '$.ok', boolValue: true }] } }], STOP),
    );
    expect(itemsIn(events).map((item) => (item.type === 'function_call' ? item.arguments : ''))).to.deep.equal([
      '{"a":{"b":["xy"]},"__proto__":2,"n":null}',
      '{"ok":true}',
    ]);
  });

  it('reads on after a finish reason, and the last one counts', () => {
    const { events } = read(chunk([{ text: 'a' }], STOP), chunk([{ text: 'b' }], { finishReason: 'MAX_TOKENS' }));
    expect(events.at(-1)).to.include({ status: 'incomplete', finish_reason: 'MAX_TOKENS' });
    expect(itemsIn(events)).to.have.length(1);
  });

  for (const reason of ['SAFETY', 'RECITATION', 'CONTINUATION', 'A_LATER_WORD'])
    it(`reports ${reason} as incomplete`, () => {
      expect(read(chunk([], { finishReason: reason })).events.at(-1)).to.include({
        type: 'completed',
        status: 'incomplete',
        finish_reason: reason,
      });
    });

  for (const code of ['MALFORMED_FUNCTION_CALL', 'OTHER', 'NO_IMAGE'])
    it(`fails with ${code}, which a retry may heal`, () => {
      const { end } = read(chunk([], { finishReason: code, finishMessage: 'print(' }));
      expect(end).to.deep.equal({ type: 'retryable', code, detail: 'print(' });
    });

  it('reports a blocked prompt as incomplete', () => {
    const { events } = read({ promptFeedback: { blockReason: 'SAFETY' } });
    expect(events.at(-1)).to.include({ status: 'incomplete', finish_reason: 'SAFETY' });
  });

  it('fails as truncated without a finish reason', () => {
    expect(read(chunk([{ text: 'a' }])).end).to.deep.include({ type: 'stream', reason: 'truncated' });
  });

  const error = { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' };
  for (const [what, frame] of Object.entries({ object: { error }, list: [{ error }] }))
    it(`fails with an error in the stream, as ${what}`, () => {
      const { events, end } = read(chunk([{ text: 'Half' }]), frame);
      expect(end).to.deep.include({ type: 'server_overloaded', detail: 'The model is overloaded.' });
      expect(itemsIn(events)).to.have.length(1);
    });

  it('keeps parts of other types, and describes the sources of the message', () => {
    const executableCode = { language: 'PYTHON', code: '1' };
    const groundingMetadata = { webSearchQueries: ['x'] };
    const { events } = read(chunk([{ executableCode }]), chunk([{ text: 'a' }], { ...STOP, groundingMetadata }));
    expect(itemsIn(events)).to.deep.equal([
      { type: 'other', wire: 'gemini', raw: { executableCode } },
      {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'a' }],
        grounding_metadata: groundingMetadata,
      },
    ]);
  });

  it('does not count an answer as whole whose connection is lost after a finish reason', () => {
    expect(readFrames(geminiDecoder, [chunk([{ text: 'a' }], STOP)], 'lost').end).to.equal('open');
  });

  it('skips what it cannot read', () => {
    const { end, skipped } = read(
      'text',
      { candidates: ['x', { index: 1, content: { parts: [{ text: 'other' }] } }] },
      chunk([{ functionCall: {} }], STOP),
    );
    expect(end).to.equal('complete');
    expect(skipped).to.have.length(4);
  });
});
