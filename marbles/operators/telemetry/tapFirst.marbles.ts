import { expect } from 'chai';
import { tapFirst } from '../../../lib/operators/telemetry/tapFirst.js';
import { marbles } from '../../../spec/support/marbles.js';

describe('tapFirst', () => {
  it(
    'is called with the first value of every subscription, and passes all on',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const noted: string[] = [];
      const source = cold('--a--b--|');
      const subs = ['      ^-------!', '----^-------!'];
      const expected = '   --a--b--|';
      const later = '      ------a--b--|';
      const noting$ = source.pipe(tapFirst((value) => noted.push(value)));
      expectObservable(noting$).toBe(expected);
      expectObservable(noting$, '----^').toBe(later);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(noted).to.deep.equal(['a', 'a']);
    }),
  );

  it(
    'is not called without a value, and unsubscribes with its subscriber',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const noted: string[] = [];
      const source = cold('-----a--');
      const subs = '       ^---!   ';
      const unsub = '      ^---!   ';
      const expected = '   --------';
      expectObservable(source.pipe(tapFirst((value) => noted.push(value))), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(noted).to.deep.equal([]);
    }),
  );
});
