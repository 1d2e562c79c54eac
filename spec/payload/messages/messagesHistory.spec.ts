import { expect } from 'chai';
import { messagesRequest, type JsonObject } from '../../../lib/index.js';
import { itemsFrom } from '../itemsFrom.js';

const messages = (...input: readonly object[]) =>
  messagesRequest('claude', { input: itemsFrom(input) }, {}, { origin: 'p' }).messages;

const said = (role: string, ...content: readonly (string | object)[]) => ({
  type: 'message',
  role,
  content: content.map((part) => (typeof part === 'string' ? { type: 'input_text', text: part } : part)),
});
const raw = (given: object) => ({ type: 'other', wire: 'messages', raw: given });
const call = (call_id: string) => ({ type: 'function_call', call_id, name: 'f', arguments: '{}' });
const output = (call_id: string, given: unknown = 'ok') => ({ type: 'function_call_output', call_id, output: given });
const thought = (words: string, more: object) => ({
  type: 'reasoning',
  id: '',
  summary: [],
  content: words === '' ? [] : [{ type: 'reasoning_text', text: words }],
  ...more,
});
const text = (words: string, more: object = {}) => ({ type: 'text', text: words, ...more });
const user = (...content: readonly unknown[]) => ({ role: 'user', content });
const assistant = (...content: readonly unknown[]) => ({ role: 'assistant', content });
const use = (id: string) => ({ type: 'tool_use', id, name: 'f', input: {} });
const result = (tool_use_id: string) => ({ type: 'tool_result', tool_use_id, content: 'ok' });
const search = { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'x' } };
const found = { type: 'web_search_tool_result', tool_use_id: 's1', content: [{ encrypted_content: 'e' }] };
const compacted = (content: string | null) => ({ type: 'compaction', content });
const EPHEMERAL = { cache_control: { type: 'ephemeral', ttl: '1h' } };

const ROWS: Readonly<Record<string, readonly [input: readonly object[], wanted: readonly unknown[]]>> = {
  'a tool loop, with every signature at its place': [
    [
      said('user', 'Hi'),
      thought('Hm.', { signature: 's' }),
      thought('', { redacted_data: 'd' }),
      thought('', { signature: 'only' }),
      said('assistant', 'Let me see.'),
      call('t1'),
      call('t2'),
      output('t1'),
      output('t2'),
    ],
    [
      user(text('Hi')),
      assistant(
        { type: 'thinking', thinking: 'Hm.', signature: 's' },
        { type: 'redacted_thinking', data: 'd' },
        { type: 'thinking', thinking: '', signature: 'only' },
        text('Let me see.'),
        use('t1'),
        use('t2'),
      ),
      user(result('t1'), result('t2')),
    ],
  ],
  'two steps of a loop, whose results stay apart': [
    [call('t1'), output('t1'), call('t2'), output('t2'), said('assistant', 'Done.'), said('user', 'Thanks.')],
    [
      assistant(use('t1')),
      user(result('t1')),
      assistant(use('t2')),
      user(result('t2')),
      assistant(text('Done.')),
      user(text('Thanks.')),
    ],
  ],
  'results of every form': [
    [
      call('t1'),
      call('t2'),
      call('t3'),
      output('t1', ''),
      { ...output('t2', [{ type: 'input_text', text: ' ' }]), is_error: true },
      {
        ...output('t3', [
          { type: 'input_text', text: 'a' },
          { type: 'search_result', title: 'b' },
        ]),
        ...EPHEMERAL,
      },
    ],
    [
      assistant(use('t1'), use('t2'), use('t3')),
      user(
        { type: 'tool_result', tool_use_id: 't1' },
        { type: 'tool_result', tool_use_id: 't2', is_error: true },
        {
          type: 'tool_result',
          tool_use_id: 't3',
          content: [text('a'), { type: 'search_result', title: 'b' }],
          ...EPHEMERAL,
        },
      ),
    ],
  ],
  'texts without words, of which the API refuses each': [
    [said('user', 'Hi', '', ' \n'), said('assistant', ''), said('user', 'There?')],
    [user(text('Hi'), text('There?'))],
  ],
  'marks for the cache, and citations': [
    [
      said('user', { type: 'input_text', text: 'a', ...EPHEMERAL }),
      said('user', {
        type: 'input_file',
        filename: 'a.pdf',
        file_id: 'file_1',
        citations: { enabled: true },
        context: 'c',
        ...EPHEMERAL,
      }),
      said(
        'assistant',
        { type: 'output_text', text: 'b', citations: [{ type: 'page_location' }] },
        { type: 'output_text', text: 'c', citations: null },
      ),
      said('user', { type: 'input_image', file_id: 'file_2' }),
    ],
    [
      user(text('a', EPHEMERAL), {
        type: 'document',
        source: { type: 'file', file_id: 'file_1' },
        title: 'a.pdf',
        citations: { enabled: true },
        context: 'c',
        ...EPHEMERAL,
      }),
      assistant(text('b', { citations: [{ type: 'page_location' }] }), text('c')),
      user({ type: 'image', source: { type: 'file', file_id: 'file_2' } }),
    ],
  ],
  'a search with its result, between texts': [
    [
      said('user', 'Hi'),
      said('assistant', 'a'),
      raw(search),
      raw(found),
      said('assistant', 'b '),
      said('user', 'And?'),
    ],
    [user(text('Hi')), assistant(text('a'), search, found, text('b ')), user(text('And?'))],
  ],
  'a paused search, which stays last and unchanged': [
    [said('user', 'Hi'), said('assistant', 'a'), raw(search)],
    [user(text('Hi')), assistant(text('a'), search)],
  ],
  'a paused search and what followed it': [
    [said('user', 'Hi'), raw(search), raw(found), said('assistant', 'b')],
    [user(text('Hi')), assistant(search, found, text('b'))],
  ],
  'a search that was stopped before its result': [
    [said('user', 'Hi'), said('assistant', 'a'), raw(search), said('user', 'Stop.')],
    [user(text('Hi')), assistant(text('a')), user(text('Stop.'))],
  ],
  'a search that was all of a stopped answer': [
    [said('user', 'Hi'), raw(search), said('user', 'Stop.')],
    [user(text('Hi'), text('Stop.'))],
  ],
  'a program that waits for the result of a call': [
    [
      said('user', 'Hi'),
      raw({ ...search, name: 'code_execution' }),
      { ...call('t1'), caller: { type: 'code_execution_20250825', tool_id: 's1' } },
      output('t1'),
    ],
    [
      user(text('Hi')),
      assistant(
        { ...search, name: 'code_execution' },
        { ...use('t1'), caller: { type: 'code_execution_20250825', tool_id: 's1' } },
      ),
      user(result('t1')),
    ],
  ],
  'the last compaction, first in its message': [
    [
      said('user', 'Hi'),
      raw(compacted('old')),
      said('assistant', 'a'),
      said('user', 'b'),
      said('assistant', 'cut off'),
      raw(compacted('new')),
      raw(compacted(null)),
      said('assistant', 'c'),
      said('user', 'd'),
    ],
    [user(text('Hi')), assistant(text('a')), user(text('b')), assistant(compacted('new'), text('c')), user(text('d'))],
  ],
  'blocks of a later version and of another model, in their order': [
    [
      said('user', 'Hi'),
      raw({ type: 'fallback', to: {} }),
      said('assistant', 'a'),
      raw({ type: 'future', x: 1 }),
      said('user', 'b'),
    ],
    [user(text('Hi')), assistant({ type: 'fallback', to: {} }, text('a'), { type: 'future', x: 1 }), user(text('b'))],
  ],
};

describe('messagesHistory', () => {
  for (const [what, [input, wanted]] of Object.entries(ROWS))
    it(`sends back ${what}`, () => {
      expect(messages(...input)).to.deep.equal(wanted);
    });

  it('sends a system prompt with a mark for the cache as blocks', () => {
    const system = (more: JsonObject) =>
      messagesRequest(
        'claude',
        {
          instructions: 'a',
          input: itemsFrom([said('system', { type: 'input_text', text: 'b', ...more }), said('user', 'c')]),
        },
        {},
        { origin: 'p' },
      )['system'];
    expect(system(EPHEMERAL)).to.deep.equal([text('a'), text('b', EPHEMERAL)]);
    expect(system({})).to.equal('a\n\nb');
  });
});
