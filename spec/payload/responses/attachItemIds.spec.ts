import { expect } from 'chai';
import { attachItemIds } from '../../../lib/payload/responses/attachItemIds.js';
import { ResponseItem } from '../../../lib/protocol/ResponseItem.js';

const withId: readonly ResponseItem[] = [
  { type: 'message', id: 'i1', role: 'assistant', content: [] },
  { type: 'reasoning', id: 'i1', summary: [] },
  { type: 'web_search_call', id: 'i1', status: 'completed' },
  { type: 'function_call', id: 'i1', name: 'f', arguments: '{}', call_id: 'c' },
  { type: 'local_shell_call', id: 'i1', status: 'completed', action: { type: 'exec', command: ['ls'] } },
  { type: 'custom_tool_call', id: 'i1', call_id: 'c', name: 'n', input: '' },
  { type: 'tool_search_call', id: 'i1', execution: 'client', arguments: {} },
];

const withoutId: readonly (readonly [string, ResponseItem])[] = [
  ['a message without an id', { type: 'message', role: 'user', content: [] }],
  ['a message with an empty id', { type: 'message', id: '', role: 'user', content: [] }],
  ['a message whose id is null', { type: 'message', id: null, role: 'user', content: [] }],
  ['reasoning with an empty id', { type: 'reasoning', id: '', summary: [] }],
  ['the output of a function', { type: 'function_call_output', call_id: 'c', output: 'ok' }],
  ['the output of a custom tool', { type: 'custom_tool_call_output', call_id: 'c', output: 'ok' }],
  ['a compaction', { type: 'compaction', encrypted_content: 'E' }],
  ['an unknown item, which keeps what it came with', { type: 'other', raw: { type: 'mcp_call', id: 'own' } }],
];

const write = (items: readonly ResponseItem[]): readonly unknown[] => items.map((item) => ResponseItem.encode(item));

describe('attachItemIds', () => {
  for (const item of withId)
    it(`puts the id of a ${item.type} back`, () => {
      const [written] = write([item]);
      expect(written).not.to.have.property('id');
      expect(attachItemIds([item], [written])).to.deep.equal([Object.assign({}, written, { id: 'i1' })]);
    });

  for (const [what, item] of withoutId)
    it(`leaves ${what} as it is written`, () => {
      expect(attachItemIds([item], write([item]))).to.deep.equal(write([item]));
    });

  it('gives every item its own id, in order', () => {
    const items: readonly ResponseItem[] = [
      { type: 'message', id: 'a', role: 'user', content: [] },
      { type: 'function_call_output', call_id: 'c', output: 'ok' },
      { type: 'message', id: 'b', role: 'assistant', content: [] },
    ];
    const attached = attachItemIds(items, write(items));
    expect(attached[0]).to.have.property('id', 'a');
    expect(attached[1]).not.to.have.property('id');
    expect(attached[2]).to.have.property('id', 'b');
  });

  it('does not alter what it is given', () => {
    const items = withId.slice(0, 1);
    const written = write(items);
    attachItemIds(items, written);
    expect(written).to.deep.equal(write(items));
  });
});
