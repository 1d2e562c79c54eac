import { expect } from 'chai';
import { recordFirst } from '../../../lib/operators/http/recordFirst.js';
import { marbles } from '../../../spec/support/marbles.js';

describe('recordFirst', () => {
  it(
    'records the first subscription, with the moment at which it ends, and no other',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const written: string[] = [];
      const tape = {
        value: (value: string) => written.push(value),
        end: () => written.push('end'),
        lost: () => written.push('lost'),
        cancelled: () => written.push('left'),
      };
      const source = cold(' --a--b--|');
      const first = '       ^----!';
      const second = '      -^-------!';
      const recorded = recordFirst(source, tape);
      expectObservable(recorded, first).toBe(' --a--');
      expectObservable(recorded, '-^').toBe('  ---a--b--|');
      expectSubscriptions(source.subscriptions).toBe([first, second]);
      flush();
      expect(written).to.deep.equal(['a', 'left']);
    }),
  );
});
