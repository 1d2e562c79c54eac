import { expect } from 'chai';
import { inputItems } from '../../lib/payload/inputItems.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';

describe('inputItems', () => {
  for (const text of ['hi', '', ' \n'])
    it(`takes the text ${JSON.stringify(text)} for one message of the user`, () => {
      expect(inputItems(text)).to.deep.equal([
        { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
      ]);
    });

  it('gives no items for none', () => {
    expect(inputItems([])).to.deep.equal([]);
  });

  const items: readonly ResponseItem[] = [
    { type: 'message', id: 'm1', role: 'assistant', content: [{ type: 'output_text', text: 'a' }] },
    { type: 'reasoning', id: 'rs_1', summary: [], content: null, encrypted_content: 'e' },
    { type: 'local_shell_call', id: 'i1', status: 'completed', action: { type: 'exec', command: ['ls'] } },
    { type: 'function_call', id: 'fc_1', name: 'f', arguments: '{}', call_id: 'c' },
    { type: 'function_call_output', call_id: 'c', output: [{ type: 'other', raw: { type: 'zip' } }] },
    { type: 'custom_tool_call', call_id: 'c', name: 'n', input: '' },
    { type: 'custom_tool_call_output', call_id: 'c', output: 'ok' },
    { type: 'web_search_call', action: { type: 'other', raw: { type: 'browse' } } },
    { type: 'tool_search_call', execution: 'client', arguments: null },
    { type: 'tool_search_output', status: 'completed', execution: 'client', tools: [{}] },
    { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: 'data' },
    {
      type: 'ghost_snapshot',
      ghost_commit: { id: 'g', preexisting_untracked_files: [], preexisting_untracked_dirs: [] },
    },
    { type: 'compaction', encrypted_content: 'e' },
    { type: 'other', raw: { type: 'future_item' } },
    { type: 'other', raw: null },
  ];
  for (const item of items)
    it(`leaves ${JSON.stringify(item)} what it is`, () => {
      expect(inputItems([item])).to.deep.equal([item]);
    });

  // Plain JavaScript may hand in anything.
  const unchecked = (...input: readonly unknown[]): unknown => Reflect.apply(inputItems, undefined, [input]);
  const strange: readonly unknown[] = [
    { type: 'mcp_call', id: 'mcp_1' },
    { type: 'message', role: 'user', content: 7 },
    { role: 7, content: 'a role that is no text' },
    { type: 'function_call', name: 'f', arguments: { a: 1 }, call_id: 'c' },
    { type: 'constructor' },
    {},
    [],
    null,
    undefined,
    7,
    'text',
    true,
  ];
  for (const value of strange)
    it(`keeps ${JSON.stringify(value)}, which no item looks like, as it came`, () => {
      expect(unchecked(value)).to.deep.equal([{ type: 'other', raw: value }]);
    });

  it('reads what a server sends: aliases, an id left out, unknown parts', () => {
    const received = unchecked(
      { type: 'compaction_summary', encrypted_content: 'e' },
      { type: 'reasoning', summary: [] },
      { type: 'message', role: 'user', content: [{ type: 'input_file', file_id: 'f' }] },
    );
    expect(received).to.deep.equal([
      { type: 'compaction', encrypted_content: 'e' },
      { type: 'reasoning', id: '', summary: [] },
      { type: 'message', role: 'user', content: [{ type: 'input_file', file_id: 'f' }] },
    ]);
  });
});
