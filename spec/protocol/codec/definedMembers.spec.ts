import { expect } from 'chai';
import { definedMembers } from '../../../lib/protocol/codec/definedMembers.js';

describe('definedMembers', () => {
  it('leaves out the members that are undefined, and keeps the order of the others', () => {
    const members = definedMembers({ b: 1, a: undefined, c: 'x' });
    expect(Object.entries(members)).to.deep.equal([
      ['b', 1],
      ['c', 'x'],
    ]);
  });

  it('keeps what is empty but defined', () => {
    expect(definedMembers({ a: null, b: '', c: 0, d: false })).to.deep.equal({ a: null, b: '', c: 0, d: false });
  });

  it('fits optional members that must not be undefined', () => {
    const read = (code: string | undefined): { readonly detail: string; readonly code?: string } => ({
      detail: 'x',
      ...definedMembers({ code }),
    });
    expect(Object.keys(read(undefined))).to.deep.equal(['detail']);
    expect(read('c').code).to.equal('c');
  });
});
