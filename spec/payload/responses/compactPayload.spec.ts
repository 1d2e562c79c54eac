import { expect } from 'chai';
import { compactPayload } from '../../../lib/payload/responses/compactPayload.js';
import type { CompactionInput } from '../../../lib/protocol/requests/CompactionInput.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';

const hi: ResponseItem = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] };
const bare: CompactionInput = { model: 'm', input: [hi], instructions: 'Be brief.' };

describe('compactPayload', () => {
  it('has the model, the items and the instructions, in this order', () => {
    const body = compactPayload(bare);
    expect(body).to.deep.equal({ model: 'm', input: [hi], instructions: 'Be brief.' });
    expect(Object.keys(body)).to.deep.equal(['model', 'input', 'instructions']);
  });

  it('sends an empty conversation and empty instructions as such', () => {
    expect(compactPayload({ model: 'm', input: [], instructions: '' })).to.deep.equal({
      model: 'm',
      input: [],
      instructions: '',
    });
  });

  it('takes every option', () => {
    const options = {
      tools: [{ type: 'function', name: 'f' }],
      parallel_tool_calls: false,
      reasoning: { effort: 'low', summary: 'auto' },
      service_tier: 'flex',
      prompt_cache_key: 'conv-1',
      text: { verbosity: 'low' },
    } as const;
    expect(compactPayload({ ...bare, ...options })).to.deep.equal({ ...bare, ...options });
  });

  it('leaves an empty list of tools out', () => {
    expect(compactPayload({ ...bare, tools: [] })).to.deep.equal(bare);
  });

  it('never writes undefined for an option that is undefined', () => {
    const unset = {
      tools: undefined,
      parallel_tool_calls: undefined,
      reasoning: undefined,
      service_tier: undefined,
      prompt_cache_key: undefined,
      text: undefined,
    };
    expect(compactPayload({ ...bare, ...unset })).to.deep.equal(bare);
  });

  it('writes every item as input wants it: without ids, unknown ones verbatim', () => {
    const raw = { type: 'future_item', id: 'own' };
    const input: readonly ResponseItem[] = [
      { type: 'message', id: 'm1', role: 'assistant', content: [] },
      { type: 'reasoning', id: 'rs_1', summary: [] },
      { type: 'function_call', id: 'fc_1', name: 'f', arguments: '{}', call_id: 'c' },
      { type: 'other', raw },
    ];
    expect(compactPayload({ ...bare, input }))
      .to.have.property('input')
      .that.deep.equals([
        { type: 'message', role: 'assistant', content: [] },
        { type: 'reasoning', summary: [] },
        { type: 'function_call', name: 'f', arguments: '{}', call_id: 'c' },
        raw,
      ]);
  });

  it('sends verbatim what plain JavaScript puts into the input although no item looks so', () => {
    const strange = [{ type: 'message', role: 'user', content: 7 }, null, 7];
    const body: unknown = Reflect.apply(compactPayload, undefined, [{ ...bare, input: strange }]);
    expect(body).to.have.property('input').that.deep.equals(strange);
  });
});
