import { take } from 'rxjs';
import { startWithEvents } from '../../../lib/operators/decode/startWithEvents.js';
import { marbles } from '../../../spec/support/marbles.js';

describe('startWithEvents', () => {
  it(
    'emits its values first, then the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ----a--b|');
      const subs = '         ^-------!';
      const expected = '     (xy)a--b|';
      expectObservable(source.pipe(startWithEvents(['x', 'y']))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'closes the source also for a consumer that unsubscribes at the first value',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ----a--b|');
      const subs = '         (^!)';
      const expected = '     (x|)';
      expectObservable(source.pipe(startWithEvents(['x', 'y']), take(1))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'is the source where there is nothing to start with',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--|');
      const subs = '         ^----!';
      const expected = '     --a--|';
      expectObservable(source.pipe(startWithEvents<string>([]))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b|');
      const subs = '         ^---!';
      const unsub = '        ^---!';
      const expected = '     x-a--';
      expectObservable(source.pipe(startWithEvents(['x'])), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    "passes the source's error",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--#');
      const subs = '         ^----!';
      const expected = '     x-a--#';
      expectObservable(source.pipe(startWithEvents(['x']))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
