import { expect } from 'chai';
import { Mutex } from '../../../lib/operators/flow/Mutex.js';

/** Users who write down when they get the lock, and release it on command. */
const queue = () => {
  const mutex = new Mutex();
  const begun: string[] = [];
  const enter = (name: string) => mutex.acquire(() => begun.push(name));
  return { mutex, begun, enter };
};

describe('Turns', () => {
  it('begins at once while the lock is free', () => {
    const { begun, enter } = queue();
    enter('a');
    expect(begun).to.deep.equal(['a']);
  });

  it('lets the others wait, and begins them in the order in which they came', () => {
    const { begun, enter } = queue();
    const [releaseA, releaseB] = [enter('a'), enter('b'), enter('c')];
    expect(begun).to.deep.equal(['a']);
    releaseA();
    expect(begun).to.deep.equal(['a', 'b']);
    releaseB();
    expect(begun).to.deep.equal(['a', 'b', 'c']);
  });

  it('forgets who leaves the queue, and lets nobody in for it', () => {
    const { begun, enter } = queue();
    const [releaseA, releaseB] = [enter('a'), enter('b'), enter('c')];
    releaseB();
    expect(begun).to.deep.equal(['a']);
    releaseA();
    expect(begun).to.deep.equal(['a', 'c']);
  });

  it('releases the lock once, however often it is asked to', () => {
    const { begun, enter } = queue();
    const [releaseA] = [enter('a'), enter('b'), enter('c')];
    releaseA();
    releaseA();
    releaseA();
    expect(begun).to.deep.equal(['a', 'b']);
  });

  it('begins synchronously again after all releases', () => {
    const { begun, enter } = queue();
    const releases = [enter('a'), enter('b')];
    for (const release of releases) release();
    enter('c');
    expect(begun).to.deep.equal(['a', 'b', 'c']);
  });

  it('lets nobody in when the last in the queue leaves', () => {
    const { begun, enter } = queue();
    const [releaseA, releaseB] = [enter('a'), enter('b')];
    releaseB();
    releaseA();
    expect(begun).to.deep.equal(['a']);
  });

  it('lets who holds the lock enter again, behind those who wait', () => {
    const { mutex, begun, enter } = queue();
    const releaseA = mutex.acquire(() => {
      begun.push('a');
      enter('a again');
    });
    enter('b');
    expect(begun).to.deep.equal(['a']);
    releaseA();
    expect(begun).to.deep.equal(['a', 'a again']);
  });

  it('keeps the queues of two apart', () => {
    const [one, other] = [queue(), queue()];
    one.enter('a');
    other.enter('b');
    expect([one.begun, other.begun]).to.deep.equal([['a'], ['b']]);
  });

  it('tells two users apart who brought the same function', () => {
    const mutex = new Mutex();
    let begun = 0;
    const begin = () => (begun += 1);
    mutex.acquire(begin);
    const release = mutex.acquire(begin);
    release();
    expect(begun).to.equal(1);
  });
});
