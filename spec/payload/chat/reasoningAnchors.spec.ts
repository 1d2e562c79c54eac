import { expect } from 'chai';
import { reasoningAnchors } from '../../../lib/payload/chat/reasoningAnchors.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';

type Reasoning = Extract<ResponseItem, { type: 'reasoning' }>;
const thought = (text: string, more: Partial<Reasoning> = {}): ResponseItem => ({
  type: 'reasoning',
  id: 'rs_1',
  summary: [],
  content: [{ type: 'reasoning_text', text }],
  ...more,
});
const r = thought('r');
const message = (role: string): ResponseItem => ({ type: 'message', role, content: [] });
const [user, assistant, developer] = ['user', 'assistant', 'developer'].map(message);
const call: ResponseItem = { type: 'function_call', name: 'f', arguments: '{}', call_id: 'c1' };
const shell: ResponseItem = { type: 'local_shell_call', status: 'completed', action: { type: 'exec', command: [] } };
const output: ResponseItem = { type: 'function_call_output', call_id: 'c1', output: 'ok' };
const custom: ResponseItem = { type: 'custom_tool_call', call_id: 'c2', name: 'n', input: '' };
const customOutput: ResponseItem = { type: 'custom_tool_call_output', call_id: 'c2', output: 'ok' };
const search: ResponseItem = { type: 'web_search_call' };

type Row = readonly [
  what: string,
  items: readonly (ResponseItem | undefined)[],
  anchors: Readonly<Record<number, string>>,
];
const rows: readonly Row[] = [
  ['nothing in an empty conversation', [], {}],
  ['nothing without reasoning', [user, assistant, call, output], {}],

  // where it goes
  ['reasoning with the assistant message before it', [user, assistant, r], { 1: 'r' }],
  ['reasoning with the assistant message after it', [user, r, assistant], { 2: 'r' }],
  ['reasoning with the call after it', [user, r, call], { 2: 'r' }],
  ['reasoning with the shell call after it', [user, r, shell], { 2: 'r' }],
  [
    'reasoning with the message before it rather than with the one after it',
    [user, assistant, r, assistant],
    { 1: 'r' },
  ],
  ['reasoning not with a call before it', [user, call, r], {}],
  ['reasoning not with the output of a tool', [user, call, r, output], {}],
  ['reasoning not with a custom call', [user, assistant, call, r, custom], {}],
  ['reasoning not with a message of another role', [assistant, developer, r, developer, call], {}],
  ['reasoning not across anything else', [user, assistant, search, r, search, call], {}],
  ['only the reasoning that is next to its item', [user, assistant, r, thought('s')], { 1: 'r' }],
  [
    'both of two neighbours, where each is next to its item',
    [user, assistant, r, thought('s'), call],
    { 1: 'r', 4: 's' },
  ],
  ['what several say of one item as one text', [thought('a '), assistant, thought('b')], { 1: 'a b' }],
  ['one text per call', [thought('a'), call, thought('b'), shell], { 1: 'a', 3: 'b' }],

  // what it says
  [
    'the texts of both kinds of parts, and not of unknown ones',
    [
      thought('', {
        content: [
          { type: 'reasoning_text', text: 'a' },
          { type: 'other', raw: { type: 'sealed', text: 'x' } },
          { type: 'text', text: 'b' },
        ],
      }),
      call,
    ],
    { 1: 'ab' },
  ],
  ['text with the white space around it', [thought(' r\n'), call], { 1: ' r\n' }],
  ['nothing of white space', [thought(' \n\t'), call], {}],
  ['nothing of no parts', [thought('', { content: [] }), call], {}],
  ['nothing of content that is null', [thought('', { content: null }), call], {}],
  [
    'nothing of a summary, nor of sealed content',
    [{ type: 'reasoning', id: '', summary: [{ type: 'summary_text', text: 's' }], encrypted_content: 'e' }, call],
    {},
  ],

  // when it is sent
  ['nothing where the user spoke last', [user, r, assistant, user], {}],
  ['nothing where only reasoning follows the user', [assistant, user, r], {}],
  ['nothing where only custom tools follow the user', [assistant, r, user, r, custom, customOutput], {}],
  ['the running turn where a tool spoke last', [user, r, call, output], { 2: 'r' }],
  ['the running turn where another role spoke last', [user, r, call, developer], { 2: 'r' }],
  ['the running turn alone', [user, r, assistant, user, thought('s'), assistant], { 5: 's' }],
  ['all of a conversation without a user', [r, assistant, call, output, thought('s'), call], { 1: 'r', 5: 's' }],
];

describe('reasoningAnchors', () => {
  for (const [what, items, anchors] of rows)
    it(`gives ${what}`, () => {
      const given = items.filter((item) => item !== undefined);
      expect(Object.fromEntries(reasoningAnchors(given))).to.deep.equal(anchors);
    });
});
