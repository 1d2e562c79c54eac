import { expect } from 'chai';
import { Mutex } from '../../../lib/operators/flow/Mutex.js';

/** Users who write down when their turn begins, and leave when they are told to. */
const queue = () => {
  const turns = new Mutex();
  const begun: string[] = [];
  const enter = (name: string) => turns.acquire(() => begun.push(name));
  return { turns, begun, enter };
};

describe('Mutex', () => {
  it('begins synchronously if the lock is free', () => {
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

  it('removes a user that leaves the queue, and begins nobody for it', () => {
    const { begun, enter } = queue();
    const [leaveA, leaveB] = [enter('a'), enter('b'), enter('c')];
    leaveB();
    expect(begun).to.deep.equal(['a']);
    leaveA();
    expect(begun).to.deep.equal(['a', 'c']);
  });

  it('is released once, however often release is called', () => {
    const { begun, enter } = queue();
    const [leaveA] = [enter('a'), enter('b'), enter('c')];
    leaveA();
    leaveA();
    leaveA();
    expect(begun).to.deep.equal(['a', 'b']);
  });

  it('begins synchronously again after all releases', () => {
    const { begun, enter } = queue();
    const leaves = [enter('a'), enter('b')];
    for (const leave of leaves) leave();
    enter('c');
    expect(begun).to.deep.equal(['a', 'b', 'c']);
  });

  it('begins nobody when the last in the queue leaves', () => {
    const { begun, enter } = queue();
    const [leaveA, leaveB] = [enter('a'), enter('b')];
    leaveB();
    leaveA();
    expect(begun).to.deep.equal(['a']);
  });

  it('queues the owner behind those that wait when it acquires the lock again', () => {
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

  it('distinguishes two users with the same function', () => {
    const turns = new Mutex();
    let begun = 0;
    const begin = () => (begun += 1);
    turns.acquire(begin);
    const leave = turns.acquire(begin);
    leave();
    expect(begun).to.equal(1);
  });
});
