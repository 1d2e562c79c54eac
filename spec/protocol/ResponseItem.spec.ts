import { expect } from 'chai';
import { getOrElseW } from '#either';
import { ResponseItem } from '../../lib/protocol/ResponseItem.js';

const read = (json: unknown): ResponseItem =>
  getOrElseW((): never => expect.fail('an item was refused'))(ResponseItem.decode(json));

interface Row {
  readonly what: string;
  /** As a server sends it; also as it is delivered, where `item` says nothing else. */
  readonly json: object;
  readonly item?: object;
  /** As `input` wants it. */
  readonly written: object;
}

const text = [{ type: 'output_text', text: 'hi' }];
const rows: readonly Row[] = [
  {
    what: 'a message, without its id',
    json: { type: 'message', id: 'm1', role: 'assistant', content: text },
    written: { type: 'message', role: 'assistant', content: text },
  },
  {
    what: 'the phase and the end_turn of a message',
    json: { type: 'message', role: 'assistant', content: [], phase: 'commentary', end_turn: false },
    written: { type: 'message', role: 'assistant', content: [], phase: 'commentary', end_turn: false },
  },
  {
    what: 'a message whose phase and end_turn are null, without them',
    json: { type: 'message', role: 'user', content: [], phase: null, end_turn: null },
    written: { type: 'message', role: 'user', content: [] },
  },
  {
    what: 'a local shell call, without its id and with the nulls of its action',
    json: { type: 'local_shell_call', id: 'l1', status: 'completed', action: { type: 'exec', command: ['ls'] } },
    written: {
      type: 'local_shell_call',
      call_id: null,
      status: 'completed',
      action: { type: 'exec', command: ['ls'], timeout_ms: null, working_directory: null, env: null, user: null },
    },
  },
  {
    what: 'a local shell call with everything set',
    json: {
      type: 'local_shell_call',
      call_id: 'c',
      status: 'in_progress',
      action: { type: 'exec', command: [], timeout_ms: 5, working_directory: '/', env: { A: 'b' }, user: 'root' },
    },
    written: {
      type: 'local_shell_call',
      call_id: 'c',
      status: 'in_progress',
      action: { type: 'exec', command: [], timeout_ms: 5, working_directory: '/', env: { A: 'b' }, user: 'root' },
    },
  },
  {
    what: 'a function call, without its id, its arguments still text',
    json: { type: 'function_call', id: 'fc', name: 'f', arguments: '{"a":1}', call_id: 'c' },
    written: { type: 'function_call', name: 'f', arguments: '{"a":1}', call_id: 'c' },
  },
  {
    what: 'the namespace of a function call',
    json: { type: 'function_call', name: 'f', arguments: '', call_id: 'c', namespace: 'mcp' },
    written: { type: 'function_call', name: 'f', arguments: '', call_id: 'c', namespace: 'mcp' },
  },
  {
    what: 'the text output of a function',
    json: { type: 'function_call_output', call_id: 'c', output: 'ok' },
    written: { type: 'function_call_output', call_id: 'c', output: 'ok' },
  },
  {
    what: 'the output of a function in parts, unknown ones included',
    json: { type: 'function_call_output', call_id: 'c', output: [{ type: 'input_text', text: 'x' }, { type: 'zip' }] },
    item: {
      type: 'function_call_output',
      call_id: 'c',
      output: [
        { type: 'input_text', text: 'x' },
        { type: 'other', raw: { type: 'zip' } },
      ],
    },
    written: {
      type: 'function_call_output',
      call_id: 'c',
      output: [{ type: 'input_text', text: 'x' }, { type: 'zip' }],
    },
  },
  {
    what: 'a custom tool call, without its id',
    json: { type: 'custom_tool_call', id: 'x', status: 'completed', call_id: 'c', name: 'patch', input: '***' },
    written: { type: 'custom_tool_call', status: 'completed', call_id: 'c', name: 'patch', input: '***' },
  },
  {
    what: 'a custom tool call without a status',
    json: { type: 'custom_tool_call', status: null, call_id: 'c', name: 'patch', input: '' },
    written: { type: 'custom_tool_call', call_id: 'c', name: 'patch', input: '' },
  },
  {
    what: 'the output of a custom tool, also in parts',
    json: { type: 'custom_tool_call_output', call_id: 'c', output: [{ type: 'input_image', image_url: 'u' }] },
    written: { type: 'custom_tool_call_output', call_id: 'c', output: [{ type: 'input_image', image_url: 'u' }] },
  },
  ...[
    { type: 'search', query: 'weather' },
    { type: 'open_page', url: 'https://host.example' },
    { type: 'find_in_page', url: 'https://host.example', pattern: 'install' },
  ].map((action) => ({
    what: `a web search call with the action ${action.type}, without its id`,
    json: { type: 'web_search_call', id: 'ws', status: 'completed', action },
    written: { type: 'web_search_call', status: 'completed', action },
  })),
  {
    what: 'a web search call with an unknown action',
    json: { type: 'web_search_call', status: 'completed', action: { type: 'brand_new', x: 1 } },
    item: {
      type: 'web_search_call',
      status: 'completed',
      action: { type: 'other', raw: { type: 'brand_new', x: 1 } },
    },
    written: { type: 'web_search_call', status: 'completed', action: { type: 'brand_new', x: 1 } },
  },
  {
    what: 'a tool search call, whatever its arguments are',
    json: { type: 'tool_search_call', id: 't', call_id: 's', execution: 'client', arguments: { query: 'calendar' } },
    written: { type: 'tool_search_call', call_id: 's', execution: 'client', arguments: { query: 'calendar' } },
  },
  {
    what: 'the output of a tool search',
    json: { type: 'tool_search_output', call_id: 's', status: 'completed', execution: 'client', tools: [{ a: 1 }] },
    written: { type: 'tool_search_output', call_id: 's', status: 'completed', execution: 'client', tools: [{ a: 1 }] },
  },
  {
    what: 'an image generation call, with its id, which is part of it',
    json: { type: 'image_generation_call', id: 'ig', status: 'completed', revised_prompt: 'a cat', result: 'AAAA' },
    written: { type: 'image_generation_call', id: 'ig', status: 'completed', revised_prompt: 'a cat', result: 'AAAA' },
  },
  {
    what: 'a ghost snapshot',
    json: {
      type: 'ghost_snapshot',
      ghost_commit: { id: 'a', parent: null, preexisting_untracked_files: ['f'], preexisting_untracked_dirs: [] },
    },
    written: {
      type: 'ghost_snapshot',
      ghost_commit: { id: 'a', parent: null, preexisting_untracked_files: ['f'], preexisting_untracked_dirs: [] },
    },
  },
  {
    what: 'a compaction',
    json: { type: 'compaction', encrypted_content: 'abc' },
    written: { type: 'compaction', encrypted_content: 'abc' },
  },
  {
    what: 'a compaction under its old name compaction_summary',
    json: { type: 'compaction_summary', encrypted_content: 'abc' },
    item: { type: 'compaction', encrypted_content: 'abc' },
    written: { type: 'compaction', encrypted_content: 'abc' },
  },
];

describe('ResponseItem', () => {
  for (const { what, json, item, written } of rows)
    it(`reads and writes ${what}`, () => {
      expect(read(json)).to.deep.equal(item ?? json);
      expect(ResponseItem.encode(read(json))).to.deep.equal(written);
    });

  it('writes a web search call without an action without one', () => {
    expect(ResponseItem.encode(read({ type: 'web_search_call', id: 'ws' }))).to.deep.equal({ type: 'web_search_call' });
    expect(read({ type: 'web_search_call', action: null })).to.deep.equal({ type: 'web_search_call', action: null });
  });
});
