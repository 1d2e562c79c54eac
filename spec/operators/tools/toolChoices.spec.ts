import { expect } from 'chai';
import { toolChoices } from '../../../lib/operators/tools/toolChoices.js';

describe('toolChoices', () => {
  it('returns the choices in order, then auto', () => {
    expect([1, 2, 3, 4].map(toolChoices('required', { name: 'f' }))).to.deep.equal([
      'required',
      { name: 'f' },
      'auto',
      'auto',
    ]);
    expect([1].map(toolChoices())).to.deep.equal(['auto']);
  });
});
