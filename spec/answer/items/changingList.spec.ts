import { expect } from 'chai';
import { changingList } from '../../../lib/answer/items/changingList.js';

describe('changingList', () => {
  it('returns the entries that have changed since the last call, each once and in their order', () => {
    const list = changingList<string>();
    for (const entry of ['a', 'b', 'c']) list.add(entry);
    expect(list.takeChanges()).to.deep.equal([0, 1, 2]);
    expect(list.takeChanges()).to.deep.equal([]);
    list.set(2, 'C');
    list.set(0, 'A');
    list.set(2, 'c');
    list.add('d');
    expect(list.takeChanges()).to.deep.equal([0, 2, 3]);
    expect([list.at(0), list.at(3), list.at(4)]).to.deep.equal(['A', 'd', undefined]);
  });

  it('counts each entry as changed when all are replaced', () => {
    const list = changingList<string>();
    list.add('a');
    list.takeChanges();
    list.reset(['a', 'b']);
    expect(list.takeChanges()).to.deep.equal([0, 1]);
  });
});
