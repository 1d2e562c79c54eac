import { expect } from 'chai';
import { CompletedResponse, EndedResponse, ResponsesFrame } from '../../lib/protocol/ResponsesFrame.js';

const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3 };

const ended: readonly (readonly [string, unknown, { completed: boolean; ended: boolean }])[] = [
  ['an id', { id: 'r' }, { completed: true, ended: true }],
  ['an id and usage', { id: 'r', usage }, { completed: true, ended: true }],
  ['an empty id', { id: '' }, { completed: true, ended: true }],
  ['nothing', {}, { completed: false, ended: true }],
  ['an id of null', { id: null }, { completed: false, ended: true }],
  ['a numeric id', { id: 7 }, { completed: false, ended: false }],
  ['usage with a fraction', { id: 'r', usage: { ...usage, total_tokens: 3.5 } }, { completed: false, ended: false }],
  ['usage without its total', { id: 'r', usage: { input_tokens: 1 } }, { completed: false, ended: false }],
  [
    'details without their counter',
    { id: 'r', usage: { ...usage, input_tokens_details: {} } },
    { completed: false, ended: false },
  ],
  ['no object', 'r', { completed: false, ended: false }],
];

describe('ResponsesFrame', () => {
  for (const [what, response, expected] of ended)
    it(`decides whether a response with ${what} is a completion`, () => {
      expect({ completed: CompletedResponse.is(response), ended: EndedResponse.is(response) }).to.deep.equal(expected);
    });

  it('requires no response in a terminal frame: it is checked when the stream ends', () => {
    for (const type of ['response.completed', 'response.done', 'response.incomplete', 'response.failed'] as const)
      for (const response of [undefined, null, {}, 'x'])
        expect(ResponsesFrame[type].is({ type, response })).to.equal(true);
  });

  it('takes a null for an absent place, and no number that is no integer', () => {
    const delta = ResponsesFrame['response.output_text.delta'];
    expect(delta.is({ delta: 'x', item_id: null, output_index: null, content_index: 0 })).to.equal(true);
    expect(delta.is({ delta: 'x', output_index: 0.5 })).to.equal(false);
  });
});
