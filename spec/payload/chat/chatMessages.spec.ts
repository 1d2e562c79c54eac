import { expect } from 'chai';
import { chatMessages } from '../../../lib/payload/chat/chatMessages.js';
import { profiles } from '../../../lib/provider/profiles.js';
import type { ContentItem } from '../../../lib/protocol/ContentItem.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';

const messagesOf = (...items: readonly ResponseItem[]) => chatMessages('', items, profiles.standard);

const message = (role: string, ...content: readonly ContentItem[]): ResponseItem => ({
  type: 'message',
  role,
  content,
});
const user = (text: string): ResponseItem => message('user', { type: 'input_text', text });
const assistant = (text: string): ResponseItem => message('assistant', { type: 'output_text', text });
const thought = (text: string): ResponseItem => ({
  type: 'reasoning',
  id: '',
  summary: [],
  content: [{ type: 'reasoning_text', text }],
});
const call = (call_id: string): ResponseItem => ({ type: 'function_call', name: 'f', arguments: '{}', call_id });
const custom: ResponseItem = { type: 'custom_tool_call', id: 'ct_1', call_id: 'c9', name: 'patch', input: '***' };
const shell: ResponseItem = {
  type: 'local_shell_call',
  id: 'ls_1',
  status: 'completed',
  action: { type: 'exec', command: ['ls'] },
};
const output = (call_id: string): ResponseItem => ({ type: 'function_call_output', call_id, output: 'ok' });
const future: ResponseItem = { type: 'other', raw: { type: 'future_item', role: 'user', content: 'x' } };

const said = (text: string, more: object = {}) => ({ role: 'assistant', content: text, ...more });
const asked = (text: string) => ({ role: 'user', content: text });
const calling = (toolCalls: readonly object[], more: object = {}) => ({
  role: 'assistant',
  content: null,
  tool_calls: toolCalls,
  ...more,
});
const toolCall = (id: string) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } });
const customCall = { id: 'c9', type: 'custom', custom: { name: 'patch', input: '***' } };
const shellCall = {
  id: 'ls_1',
  type: 'function',
  function: { name: 'local_shell', arguments: '{"type":"exec","command":["ls"]}' },
};
const answered = (id: string) => ({ role: 'tool', tool_call_id: id, content: 'ok' });

type Row = readonly [what: string, items: readonly ResponseItem[], messages: readonly object[]];
const check = (rows: readonly Row[]): void => {
  for (const [what, items, messages] of rows)
    it(what, () => {
      expect(messagesOf(...items)).to.deep.equal(messages);
    });
};

describe('chatMessages', () => {
  it('begins with the instructions, as the system', () => {
    expect(chatMessages('Be brief.', [user('hi')], profiles.standard)).to.deep.equal([
      { role: 'system', content: 'Be brief.' },
      asked('hi'),
    ]);
  });

  it('has no system message without instructions, and nothing at all for no items', () => {
    expect(messagesOf()).to.deep.equal([]);
  });

  describe('messages', () => {
    const image: ContentItem = { type: 'input_image', image_url: 'data:x' };
    const refusal: ContentItem = { type: 'other', raw: { type: 'refusal', refusal: 'I cannot.' } };
    const file = { type: 'input_file', file_id: 'file_1' };
    check([
      [
        "R6 joins a user's texts to one with a blank line between, whatever their kind",
        [message('user', { type: 'input_text', text: 'a' }, { type: 'output_text', text: 'b' })],
        [asked('a\n\nb')],
      ],
      ['sends a message without content as an empty text', [message('user')], [asked('')]],
      ...['developer', 'system', 'tool', 'critic'].map((role): Row => [
        `passes the role ${role} as it is`,
        [message(role, { type: 'input_text', text: 'a' })],
        [{ role, content: 'a' }],
      ]),
      [
        'sends a list of parts where one is an image',
        [message('user', { type: 'input_text', text: 'see' }, image)],
        [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'see' },
              { type: 'image_url', image_url: { url: 'data:x' } },
            ],
          },
        ],
      ],
      [
        'keeps the detail of an image, and leaves it out where it is null',
        [message('user', { ...image, detail: 'low' }, { ...image, detail: null })],
        [
          {
            role: 'user',
            content: [
              { type: 'image_url', image_url: { url: 'data:x', detail: 'low' } },
              { type: 'image_url', image_url: { url: 'data:x' } },
            ],
          },
        ],
      ],
      [
        'sends a part of an unknown kind verbatim, in a list',
        [message('user', { type: 'input_text', text: 'read' }, { type: 'other', raw: { type: 'zip' } })],
        [{ role: 'user', content: [{ type: 'text', text: 'read' }, { type: 'zip' }] }],
      ],
      [
        "joins an assistant's texts to one; its images are lost",
        [message('assistant', { type: 'output_text', text: 'a' }, image, { type: 'input_text', text: 'b' })],
        [said('a\n\nb')],
      ],
      ['sends a refusal as text', [message('assistant', refusal)], [said('I cannot.')]],
      [
        'sends text and a refusal together',
        [message('assistant', { type: 'output_text', text: 'Well,' }, refusal)],
        [said('Well,\n\nI cannot.')],
      ],
      [
        "leaves out an assistant's message that has neither text nor calls",
        [message('assistant', { type: 'other', raw: file }, { type: 'other', raw: 7 }), user('u')],
        [asked('u')],
      ],
      [
        'leaves out the id, the phase and the end_turn of a message',
        [
          {
            type: 'message',
            id: 'msg_1',
            role: 'assistant',
            content: [{ type: 'output_text', text: 'a' }],
            phase: 'commentary',
            end_turn: true,
          },
        ],
        [said('a')],
      ],
    ]);
  });

  describe('tools', () => {
    check([
      ['makes a tool call of a function call', [call('c1')], [calling([toolCall('c1')])]],
      [
        'leaves out the id and the namespace of a call',
        [{ type: 'function_call', name: 'f', arguments: '{"a":1}', call_id: 'c1', id: 'fc_1', namespace: 'n' }],
        [calling([{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }])],
      ],
      ['makes a function call of a local shell call, which no Chat server knows', [shell], [calling([shellCall])]],
      [
        'sends everything that a shell call has set, under the id that its output names',
        [
          {
            type: 'local_shell_call',
            call_id: 'c2',
            status: 'in_progress',
            action: { type: 'exec', command: [], timeout_ms: 5, working_directory: '/', env: { A: 'b' }, user: 'me' },
          },
        ],
        [
          calling([
            {
              id: 'c2',
              type: 'function',
              function: {
                name: 'local_shell',
                arguments:
                  '{"type":"exec","command":[],"timeout_ms":5,"working_directory":"/","env":{"A":"b"},"user":"me"}',
              },
            },
          ]),
        ],
      ],
      [
        'makes a custom tool call under the id that its output names',
        [custom, { type: 'custom_tool_call_output', call_id: 'c9', output: 'done' }],
        [calling([customCall]), { role: 'tool', tool_call_id: 'c9', content: 'done' }],
      ],
      ['sends the text output of a function', [output('c1')], [answered('c1')]],
      [
        'puts consecutive calls of any kind into one message',
        [call('c1'), shell, custom, call('c2')],
        [calling([toolCall('c1'), shellCall, customCall, toolCall('c2')])],
      ],
      [
        'begins another message after an output',
        [call('c1'), output('c1'), call('c2'), output('c2')],
        [calling([toolCall('c1')]), answered('c1'), calling([toolCall('c2')]), answered('c2')],
      ],
      [
        'R2 puts texts and calls that follow each other into one message',
        [assistant('a'), call('c1'), assistant('b'), call('c2')],
        [said('a\n\nb', { tool_calls: [toolCall('c1'), toolCall('c2')] })],
      ],
      [
        'keeps calls together around what is left out',
        [call('c1'), thought(' '), future, call('c2')],
        [calling([toolCall('c1'), toolCall('c2')])],
      ],
      [
        'sends a refusal and a call together',
        [message('assistant', { type: 'other', raw: { type: 'refusal', refusal: 'no' } }), call('c1')],
        [said('no', { tool_calls: [toolCall('c1')] })],
      ],
    ]);
  });

  describe('items without a Chat form are left out', () => {
    const without: readonly ResponseItem[] = [
      thought('alone'),
      { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'q' } },
      { type: 'tool_search_call', execution: 'client', arguments: {} },
      { type: 'tool_search_output', status: 'completed', execution: 'client', tools: [] },
      { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: 'data' },
      {
        type: 'ghost_snapshot',
        ghost_commit: { id: 'g', preexisting_untracked_files: [], preexisting_untracked_dirs: [] },
      },
      { type: 'compaction', encrypted_content: 'e' },
      future,
    ];
    check(without.map((item): Row => [`a ${item.type}`, [user('u'), item, user('v')], [asked('u'), asked('v')]]));
  });

  describe('repetitions', () => {
    check([
      [
        "sends an assistant's text that follows itself once",
        [assistant('a'), assistant('a'), assistant('a')],
        [said('a')],
      ],
      [
        'sends it once also around what is left out',
        [assistant('a'), thought(' '), future, assistant('a')],
        [said('a')],
      ],
      ['sends different texts', [assistant('a'), assistant('b'), assistant('a')], [said('a\n\nb\n\na')]],
      [
        'sends the same answer to two questions twice',
        [user('u'), assistant('a'), user('v'), assistant('a')],
        [asked('u'), said('a'), asked('v'), said('a')],
      ],
      [
        'sends the same text before and after a call twice',
        [assistant('a'), call('c1'), output('c1'), assistant('a')],
        [said('a', { tool_calls: [toolCall('c1')] }), answered('c1'), said('a')],
      ],
      ["sends a user's text as often as it was said", [user('u'), user('u')], [asked('u'), asked('u')]],
      ['takes an assistant for nobody else who said the same', [user('a'), assistant('a')], [asked('a'), said('a')]],
      ['sends the same output as often as it came', [output('c1'), output('c1')], [answered('c1'), answered('c1')]],
    ]);
  });

  describe('reasoning', () => {
    check([
      [
        'is a key of the assistant message before it',
        [user('u'), assistant('a'), thought('r')],
        [asked('u'), said('a', { reasoning: 'r' })],
      ],
      [
        'else of the call after it',
        [user('u'), thought('r'), call('c1')],
        [asked('u'), calling([toolCall('c1')], { reasoning: 'r' })],
      ],
      [
        'else of the shell call after it',
        [user('u'), thought('r'), shell],
        [asked('u'), calling([shellCall], { reasoning: 'r' })],
      ],
      [
        'else of the assistant message after it',
        [user('u'), thought('r'), assistant('a')],
        [asked('u'), said('a', { reasoning: 'r' })],
      ],
      [
        'between two texts goes to the message of both',
        [user('u'), assistant('a'), thought('r'), assistant('b')],
        [asked('u'), said('a\n\nb', { reasoning: 'r' })],
      ],
      [
        'of both sides of a message is joined with a line end',
        [user('u'), thought('before'), assistant('a'), thought('after')],
        [asked('u'), said('a', { reasoning: 'before\nafter' })],
      ],
      [
        'of several calls in one message is joined with a line end',
        [user('u'), thought('r1'), call('c1'), thought('r2'), call('c2')],
        [asked('u'), calling([toolCall('c1'), toolCall('c2')], { reasoning: 'r1\nr2' })],
      ],
      [
        'of the second call alone goes to the message of both',
        [user('u'), call('c1'), thought('r2'), call('c2')],
        [asked('u'), calling([toolCall('c1'), toolCall('c2')], { reasoning: 'r2' })],
      ],
      [
        'of a text that is not repeated is kept, joined with a line end',
        [thought('r1'), assistant('a'), future, thought('r2'), assistant('a')],
        [said('a', { reasoning: 'r1\nr2' })],
      ],
      [
        'is never a key of a user or tool message',
        [user('u'), call('c1'), thought('r1'), output('c1'), thought('r2'), custom],
        [
          asked('u'),
          calling([toolCall('c1')], { reasoning: 'r1' }),
          answered('c1'),
          calling([customCall], { reasoning: 'r2' }),
        ],
      ],
      [
        'is not sent after a user message',
        [user('u'), thought('r'), assistant('a'), user('v')],
        [asked('u'), said('a'), asked('v')],
      ],
      [
        'of earlier turns is not sent',
        [user('u'), thought('old'), assistant('a'), user('v'), thought('new'), call('c1'), output('c1')],
        [asked('u'), said('a'), asked('v'), calling([toolCall('c1')], { reasoning: 'new' }), answered('c1')],
      ],
    ]);
  });

  it('does not alter the items it is given', () => {
    const items = [thought('r1'), call('c1'), thought('r2'), call('c2'), output('c1')];
    const before = structuredClone(items);
    chatMessages('i', items, profiles.standard);
    expect(items).to.deep.equal(before);
  });

  it('gives the same messages for the same items, however often it is called', () => {
    const items = [user('u'), thought('r'), call('c1'), call('c2'), output('c1')];
    expect(messagesOf(...items)).to.deep.equal(messagesOf(...items));
  });
});
