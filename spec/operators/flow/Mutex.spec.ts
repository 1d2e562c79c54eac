import { expect } from 'chai';
import { Mutex } from '../../../lib/operators/flow/Mutex.js';

/** Users who write down when their turn begins, and leave when they are told to. */
const queue = () => {
  const turns = new Mutex();
  const begun: string[] = [];
  const enter = (name: string) => turns.acquire(() => begun.push(name));
  return { turns, begun, enter };
};

describe('Turns', () => {
  it('begins at once where nobody has a turn', () => {
    const { begun, enter } = queue();
    enter('a');
    expect(begun).to.deep.equal(['a']);
  });

  it('lets the others wait, and begins them in the order in which they came', () => {
    const { begun, enter } = queue();
    const [leaveA, leaveB] = [enter('a'), enter('b'), enter('c')];
    expect(begun).to.deep.equal(['a']);
    leaveA();
    expect(begun).to.deep.equal(['a', 'b']);
    leaveB();
    expect(begun).to.deep.equal(['a', 'b', 'c']);
  });

  it('forgets who leaves the queue, and gives nobody a turn for it', () => {
    const { begun, enter } = queue();
    const [leaveA, leaveB] = [enter('a'), enter('b'), enter('c')];
    leaveB();
    expect(begun).to.deep.equal(['a']);
    leaveA();
    expect(begun).to.deep.equal(['a', 'c']);
  });

  it('gives a turn on once, however often it is left', () => {
    const { begun, enter } = queue();
    const [leaveA] = [enter('a'), enter('b'), enter('c')];
    leaveA();
    leaveA();
    leaveA();
    expect(begun).to.deep.equal(['a', 'b']);
  });

  it('begins at once again when all have left', () => {
    const { begun, enter } = queue();
    const leaves = [enter('a'), enter('b')];
    for (const leave of leaves) leave();
    enter('c');
    expect(begun).to.deep.equal(['a', 'b', 'c']);
  });

  it('gives nobody a turn when the last in the queue leaves', () => {
    const { begun, enter } = queue();
    const [leaveA, leaveB] = [enter('a'), enter('b')];
    leaveB();
    leaveA();
    expect(begun).to.deep.equal(['a']);
  });

  it('lets who has a turn enter again, behind those who wait', () => {
    const { turns, begun, enter } = queue();
    const leaveA = turns.acquire(() => {
      begun.push('a');
      enter('a again');
    });
    enter('b');
    expect(begun).to.deep.equal(['a']);
    leaveA();
    expect(begun).to.deep.equal(['a', 'a again']);
  });

  it('keeps the queues of two apart', () => {
    const [one, other] = [queue(), queue()];
    one.enter('a');
    other.enter('b');
    expect([one.begun, other.begun]).to.deep.equal([['a'], ['b']]);
  });

  it('distinguishes two users who brought the same function', () => {
    const turns = new Mutex();
    let begun = 0;
    const begin = () => (begun += 1);
    turns.acquire(begin);
    const leave = turns.acquire(begin);
    leave();
    expect(begun).to.equal(1);
  });
});
