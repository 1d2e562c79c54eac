import { concat, NEVER, of } from 'rxjs';
import { firstWithin } from '../../../lib/operators/flow/firstWithin.js';
import { marbles } from '../../../spec/support/marbles.js';

const late = new Error('late');
const inTime = <T>() => firstWithin<T>(5, { error: () => late });

describe('firstWithin', () => {
  it(
    'passes a source whose first value comes in time, however long the others take',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('---a-------b-|');
      const subs = '       ^------------!';
      const expected = '   ---a-------b-|';
      expectObservable(source.pipe(inTime())).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails when the first value is late, and unsubscribes from the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-------a-|');
      const subs = '       ^----!';
      const expected = '   -----#';
      expectObservable(source.pipe(inTime())).toBe(expected, undefined, late);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'passes an end and an error before the first value',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('---|').pipe(inTime())).toBe('---|');
      expectObservable(cold('---#').pipe(inTime())).toBe('---#');
    }),
  );

  it(
    'does not wait any more for a consumer that has left, nor for a source that emits at once',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-------');
      const unsub = '      ^--!';
      expectObservable(source.pipe(inTime()), unsub).toBe('---');
      expectSubscriptions(source.subscriptions).toBe(unsub);
      expectObservable(concat(of('a'), NEVER).pipe(inTime()), '^--------!').toBe('a--------');
    }),
  );
});
