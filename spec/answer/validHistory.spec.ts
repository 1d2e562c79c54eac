import { expect } from 'chai';
import fc from 'fast-check';
import { validHistory, type ValidHistoryOptions } from '../../lib/answer/validHistory.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import { userMessage } from '../../lib/protocol/messages/userMessage.js';

const user = userMessage('hi');
const text: ResponseItem = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'a' }] };
const thought: ResponseItem = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'e' };
const call = (call_id: string, json = '{}'): ResponseItem => ({
  type: 'function_call',
  name: 'f',
  arguments: json,
  call_id,
});
const output = (call_id: string, of = call_id): ResponseItem => ({
  type: 'function_call_output',
  call_id,
  output: of,
});
const custom: ResponseItem = { type: 'custom_tool_call', name: 'g', input: 'no JSON', call_id: 'c9' };
const customOutput: ResponseItem = { type: 'custom_tool_call_output', call_id: 'c9', output: 'o' };
const shell: ResponseItem = {
  type: 'local_shell_call',
  call_id: 'c8',
  status: 'completed',
  action: { type: 'exec', command: ['ls'] },
};
const search: ResponseItem = {
  type: 'tool_search_call',
  call_id: 'c7',
  execution: 'server',
  arguments: {},
};
const raw = (members: object): ResponseItem => ({ type: 'other', raw: members });

/** A case: the items, those that remain, and the changes as `index type`. */
type Row = readonly [
  name: string,
  given: readonly ResponseItem[],
  items: readonly ResponseItem[],
  changes: readonly string[],
  options?: ValidHistoryOptions,
];

const mended: readonly Row[] = [
  ['R4 a call without an output', [user, text, call('c1'), user], [user, text, user], ['2 call_without_output']],
  ['R4 a shell call without an output', [user, shell], [user], ['1 call_without_output']],
  ['R4 a custom call without an output', [user, custom], [user], ['1 call_without_output']],
  [
    'R4 one of two calls without an output',
    [user, call('c1'), call('c2'), output('c2')],
    [user, call('c2'), output('c2')],
    ['1 call_without_output'],
  ],
  [
    'a message of the assistant without content',
    [user, { type: 'message', role: 'assistant', content: [] }, user],
    [user, user],
    ['1 empty_message'],
  ],
  [
    'a message of the assistant without text, and the reasoning before it',
    [user, thought, { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: '' }] }],
    [user],
    ['1 reasoning_without_item', '2 empty_message'],
  ],
  ['R4 reasoning that nothing follows', [user, thought], [user], ['1 reasoning_without_item']],
  ['R4 reasoning before a message of the user', [thought, user, text], [user, text], ['0 reasoning_without_item']],
  [
    'R4 reasoning whose call is left out',
    [user, thought, call('c1'), user],
    [user, user],
    ['1 reasoning_without_item', '2 call_without_output'],
  ],
  [
    'reasoning behind the last call of an answer',
    [call('c1'), thought, output('c1'), text],
    [call('c1'), output('c1'), text],
    ['1 reasoning_without_item'],
  ],
  ['an output without a call', [user, output('c1'), text], [user, text], ['1 output_without_call']],
  ['an output of another kind of call', [custom, output('c9')], [], ['0 call_without_output', '1 output_without_call']],
  ['R5 no arguments', [call('c1', ''), output('c1')], [call('c1', '{}'), output('c1')], ['0 invalid_arguments']],
  [
    'R5 half of the arguments',
    [call('c1', '{"city": "Par'), output('c1')],
    [call('c1', '{"invalid_arguments":"{\\"city\\": \\"Par"}'), output('c1')],
    ['0 invalid_arguments'],
  ],
  [
    'R5 arguments that are no object',
    [call('c1', '[1]'), output('c1')],
    [call('c1', '{"invalid_arguments":"[1]"}'), output('c1')],
    ['0 invalid_arguments'],
  ],
  [
    'R7 an output behind the next message of the user',
    [call('c1'), text, user, output('c1')],
    [call('c1'), text, output('c1'), user],
    ['3 moved_output'],
  ],
  [
    'R7 outputs in another order than their calls',
    [call('c1'), call('c2'), output('c2'), output('c1')],
    [call('c1'), call('c2'), output('c1'), output('c2')],
    ['2 moved_output', '3 moved_output'],
  ],
  [
    'an output before its call',
    [user, output('c1'), call('c1'), text],
    [user, call('c1'), text, output('c1')],
    ['1 moved_output'],
  ],
  [
    'an output twice',
    [call('c1'), output('c1'), output('c1', 'again')],
    [call('c1'), output('c1')],
    ['2 output_without_call'],
  ],
  [
    'a call twice with one output',
    [call('c1'), call('c1'), output('c1')],
    [call('c1'), output('c1')],
    ['1 call_without_output'],
  ],
  [
    'an id that the server uses in every response',
    [user, call('c'), output('c', 'one'), user, call('c'), output('c', 'two'), call('c'), output('c', 'three')],
    [user, call('c'), output('c', 'one'), user, call('c_2'), output('c_2', 'two'), call('c_3'), output('c_3', 'three')],
    ['4 repeated_call_id', '6 repeated_call_id'],
  ],
  [
    'an id used again after a call without an output',
    [user, call('c'), user, call('c'), output('c')],
    [user, user, call('c'), output('c')],
    ['1 call_without_output'],
  ],
];

const kept: readonly Row[] = [
  ['nothing', [], [], []],
  ['parallel calls', [user, thought, call('c1'), call('c2'), output('c1'), output('c2'), text], [], []],
  ['calls one after another', [user, call('c1'), output('c1'), call('c2'), output('c2')], [], []],
  ['R7 text between a call and its output', [user, call('c1'), text, output('c1'), text], [], []],
  ['a custom tool, whose input is no JSON', [custom, customOutput], [], []],
  ['a search that the server has run', [user, search, text], [], []],
  [
    'items of unknown types',
    [raw({ type: 'mcp_call', call_id: 'm' }), raw({ type: 'item_reference', id: 'x' })],
    [],
    [],
  ],
  ['an unreadable call and its output', [raw({ type: 'function_call', call_id: 'c1' }), output('c1')], [], []],
  ['an unreadable output', [call('c1'), raw({ type: 'function_call_output', call_id: 'c1', output: 1 })], [], []],
  ['the output of a call of the kept response', [output('c1'), user], [], [], { continues: true }],
  ['a call whose output is still to come', [user, thought, call('c1')], [], [], { pending: true }],
];

const summary = (given: readonly ResponseItem[], options?: ValidHistoryOptions) => {
  const { items, changes } = validHistory(given, options);
  return { items, changes: changes.map(({ index, type }) => `${index} ${type}`) };
};

describe('validHistory', () => {
  for (const [name, given, items, changes, options] of mended)
    it(`mends: ${name}`, () => {
      expect(summary(given, options)).to.deep.equal({ items, changes });
    });

  for (const [name, given, , , options] of kept)
    it(`returns the list itself: ${name}`, () => {
      const { items, changes } = validHistory(given, options);
      expect(items).to.equal(given);
      expect(changes).to.deep.equal([]);
    });

  it('drops a pending call once the user has gone on', () => {
    expect(summary([user, call('c1'), user], { pending: true }).changes).to.deep.equal(['1 call_without_output']);
  });

  it('drops the second output of a call that it has, also for a request that continues a response', () => {
    const changes = summary([call('c1'), output('c1'), output('c1')], { continues: true }).changes;
    expect(changes).to.deep.equal(['2 output_without_call']);
  });

  it('finds nothing to change in what it has returned, and loses no text, whatever it is given', () => {
    const id = fc.constantFrom('a', 'b', 'a_2');
    const item = fc.oneof(
      fc.constantFrom(user, text, thought, raw({ type: 'function_call_output', call_id: 'a' }), shell, search),
      fc.tuple(id, fc.constantFrom('{}', '', '{"a')).map(([call_id, json]) => call(call_id, json)),
      id.map((call_id) => output(call_id)),
    );
    const messages = (items: readonly ResponseItem[]) => items.filter(({ type }) => type === 'message');
    fc.assert(
      fc.property(fc.array(item, { maxLength: 14 }), fc.boolean(), fc.boolean(), (given, continues, pending) => {
        const { items } = validHistory(given, { continues, pending });
        expect(validHistory(items, { continues, pending }).changes).to.deep.equal([]);
        expect(messages(items)).to.deep.equal(messages(given));
      }),
      { numRuns: 2000 },
    );
  });
});
