import { expect } from 'chai';
import { ResponsesFrame } from '../../lib/protocol/ResponsesFrame.js';

describe('ResponsesFrame', () => {
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
