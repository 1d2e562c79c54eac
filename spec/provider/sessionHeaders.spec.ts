import { expect } from 'chai';
import { createProvider } from '../../lib/provider/Provider.js';
import { sessionHeaders, type SessionSource } from '../../lib/provider/sessionHeaders.js';

const provider = createProvider({ name: 'test', baseUrl: 'https://host.example' });

const subagents: readonly (readonly [string, SessionSource | undefined, string | undefined])[] = [
  ['a review', { subagent: 'review' }, 'review'],
  ['a compaction', { subagent: 'compact' }, 'compact'],
  ['a memory consolidation', { subagent: 'memory_consolidation' }, 'memory_consolidation'],
  ['a spawned thread', { subagent: { thread_spawn: { parent_thread_id: 't', depth: 1 } } }, 'collab_spawn'],
  ['any other sub-agent', { subagent: { other: 'my-label' } }, 'my-label'],
  ['a sub-agent whose label is no header', { subagent: { other: 'a\r\nx-b: 1' } }, undefined],
  ['the command line', 'cli', undefined],
  ['an editor', 'vscode', undefined],
  ['a script', 'exec', undefined],
  ['an MCP server', 'mcp', undefined],
  ['somewhere unknown', 'unknown', undefined],
  ['nowhere', undefined, undefined],
];

describe('sessionHeaders', () => {
  it('sends the id as session_id, conversation_id and x-client-request-id (decision: session headers)', () => {
    expect(sessionHeaders(provider, { conversationId: 'conv-1' })).to.deep.equal({
      session_id: 'conv-1',
      conversation_id: 'conv-1',
      'x-client-request-id': 'conv-1',
    });
  });

  it('sends it under the names of the provider, or not at all', () => {
    const options = { conversationId: 'c' };
    expect(sessionHeaders({ sessionHeaders: ['session-id'] }, options)).to.deep.equal({ 'session-id': 'c' });
    expect(sessionHeaders({ sessionHeaders: [] }, options)).to.deep.equal({});
  });

  it('sends nothing when nothing is set', () => {
    expect(sessionHeaders(provider, {})).to.deep.equal({});
  });

  it('leaves out an id that is not legal in a header, and keeps the sub-agent', () => {
    const options = { conversationId: 'bad\nid', sessionSource: { subagent: 'review' } } as const;
    expect(sessionHeaders(provider, options)).to.deep.equal({ 'x-openai-subagent': 'review' });
  });

  for (const [what, sessionSource, expected] of subagents)
    it(`${expected === undefined ? 'sends nothing for' : `sends ${expected} for`} ${what}`, () => {
      expect(sessionHeaders(provider, { sessionSource })['x-openai-subagent']).to.equal(expected);
    });
});
