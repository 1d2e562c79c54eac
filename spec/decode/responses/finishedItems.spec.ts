import { expect } from 'chai';
import { finishedItems } from '../../../lib/decode/responses/finishedItems.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';

const message = (id?: string): ResponseItem => ({ type: 'message', role: 'assistant', content: [], id });
const call = (call_id: string, id?: string): ResponseItem => ({
  ...{ type: 'function_call', call_id, id },
  ...{ name: 'weather', arguments: '{}' },
});
const reasoning: ResponseItem = { type: 'reasoning', id: 'rs_1', summary: [] };

const repeated = (items: readonly ResponseItem[], list: unknown): boolean => {
  const finished = finishedItems();
  for (const item of items) finished.add(item);
  return finished.repeatedIn(list);
};

describe('finishedItems', () => {
  for (const [what, items, list] of [
    ['the finished items', [message('m_1'), call('c_1', 'f_1')], [message('m_1'), call('c_1', 'f_1')]],
    ['the first of the finished items', [message('m_1'), message('m_2')], [message('m_1')]],
    ['a finished item with other members', [message('m_1')], [{ type: 'message', id: 'm_1', status: 'completed' }]],
  ] as const)
    it(`need not read a list of ${what}`, () => {
      expect(repeated(items, list)).to.equal(true);
    });

  for (const [what, items, list] of [
    ['no list', [message('m_1')], undefined],
    ['an empty list, beside which the text may stand', [message('m_1')], []],
    ['an item more', [message('m_1')], [message('m_1'), message('m_2')]],
    ['an item of another type', [message('x_1')], [call('c_1', 'x_1')]],
    ['another id', [message('m_1')], [message('m_2')]],
    ['no id', [message()], [message()]],
    ['an empty id', [message('')], [message('')]],
    ['another call id', [call('c_1', 'f_1')], [call('c_2', 'f_1')]],
    ['a call without its call id', [call('c_1', 'f_1')], [{ type: 'function_call', id: 'f_1' }]],
    ['the items in another order', [message('m_1'), message('m_2')], [message('m_2'), message('m_1')]],
    ['reasoning, whose encrypted content may be in the list alone', [reasoning], [reasoning]],
    ['what is no item', [message('m_1')], [null]],
  ] as const)
    it(`reads a list that has ${what}`, () => {
      expect(repeated(items, list)).to.equal(false);
    });
});
