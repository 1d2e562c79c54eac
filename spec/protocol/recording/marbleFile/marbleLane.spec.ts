import { right } from '#either';
import { expect } from 'chai';
import { parseLane, printLane } from '../../../../lib/protocol/recording/marbleFile/marbleLane.js';

const timesOf = (text: string): unknown => {
  const marks = parseLane([{ text, line: 1, column: 1 }]);
  return '_tag' in marks && marks._tag === 'Right' ? marks.right.map(({ at }) => at) : marks;
};

describe('marbleLane', () => {
  it('draws waits of up to 4 ms as dashes, and longer ones as durations', () => {
    const waits = [4, 5, 1_000, 60_000].map((at) => printLane('events', [{ at, name: 'a' }]));
    expect(waits).to.deep.equal(['events: ----a\n', 'events: 5ms a\n', 'events: 1s a\n', 'events: 1m a\n']);
  });

  it('reads milliseconds, seconds and minutes', () => {
    expect(timesOf(' 7ms a')).to.deep.equal([7]);
    expect(timesOf(' 2s a')).to.deep.equal([2_000]);
    expect(timesOf(' 2m a')).to.deep.equal([120_000]);
    expect(timesOf(' 0.5m a')).to.deep.equal([30_000]);
    expect(parseLane([])).to.deep.equal(right([]));
  });
});
