import { expect } from 'chai';
import { isRight } from '#either';
import { itemIdOf, ThreadItem } from '../../../lib/agent/protocol/ThreadItem.js';

const decode = (value: unknown): ThreadItem => {
  const decoded = ThreadItem.decode(value);
  if (isRight(decoded)) return decoded.right;
  throw new Error('a thread item refuses no value');
};

describe('ThreadItem', () => {
  // As `codex exec` 0.163 writes them; web search and todo list as the seed describes them.
  const known: readonly Readonly<Record<string, unknown>>[] = [
    { id: 'item_3', type: 'agent_message', text: 'Hello' },
    { id: 'item_0', type: 'reasoning', text: '**Looking**' },
    {
      id: 'item_1',
      type: 'command_execution',
      command: "/bin/bash -lc 'ls'",
      aggregated_output: '',
      exit_code: null,
      status: 'in_progress',
    },
    {
      id: 'item_1',
      type: 'command_execution',
      command: 'ls',
      aggregated_output: 'a\n',
      exit_code: 0,
      status: 'completed',
    },
    { id: 'item_1', type: 'command_execution', command: 'rm', aggregated_output: '', status: 'declined' },
    {
      id: 'item_2',
      type: 'file_change',
      changes: [
        { path: '/a', kind: 'add' },
        { path: '/b', kind: 'update' },
      ],
      status: 'completed',
    },
    {
      id: 'item_4',
      type: 'mcp_tool_call',
      server: 'docs',
      tool: 'search',
      arguments: { q: [1, { deep: true }] },
      result: { content: [{ type: 'text', text: 'found' }], structured_content: null, _meta: { a: 1 } },
      error: null,
      status: 'completed',
    },
    {
      id: 'item_4',
      type: 'mcp_tool_call',
      server: 's',
      tool: 't',
      result: null,
      error: { message: 'no' },
      status: 'failed',
    },
    { id: 'item_5', type: 'web_search', query: 'rxjs' },
    {
      id: 'item_6',
      type: 'todo_list',
      items: [
        { text: 'read', completed: true },
        { text: 'write', completed: false },
      ],
    },
    { id: 'item_7', type: 'error', message: 'Model metadata not found' },
  ];
  for (const item of known)
    it(`reads ${JSON.stringify(item)}, and writes it back as it came`, () => {
      expect(decode(item)).to.deep.equal(item);
      expect(ThreadItem.encode(decode(item))).to.deep.equal(item);
    });

  const unknown: readonly unknown[] = [
    { id: 'item_8', type: 'collab_tool_call', tool: 'spawn' },
    { id: 'item_1', type: 'command_execution', command: 'ls', aggregated_output: '', status: 'paused' },
    { id: 'item_3', type: 'agent_message' },
    { type: 'constructor' },
    'text',
    null,
  ];
  for (const raw of unknown)
    it(`keeps ${JSON.stringify(raw)} as it came`, () => {
      expect(decode(raw)).to.deep.equal({ type: 'other', raw });
      expect(ThreadItem.encode(decode(raw))).to.deep.equal(raw);
    });
});

describe('itemIdOf', () => {
  it('finds the id of an item of any kind', () => {
    const ids = [{ id: 'a', type: 'reasoning', text: '' }, { id: 'b', type: 'new' }, { id: 7, type: 'new' }, 'x'].map(
      (value) => itemIdOf(decode(value)),
    );
    expect(ids).to.deep.equal(['a', 'b', undefined, undefined]);
  });
});
