import { catchError, defer, map, of, retry, timer, type Observable } from 'rxjs';
import { recoverBeforeOutput } from '../../../lib/operators/flow/recoverBeforeOutput.js';
import { marbles } from '../../../spec/support/marbles.js';

/** The nth subscription gets the nth attempt. */
const exclusive = <T>(...attempts: readonly Observable<T>[]): Observable<T> => {
  const rest = [...attempts];
  return defer(() => rest.shift() ?? []);
};

describe('recoverBeforeOutput', () => {
  it(
    'lets errors before the first value be recovered from',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('   --#');
      const second = cold('    -#');
      const third = cold('      --a-b|');
      const firstSubs = '    ^-!';
      const secondSubs = '   --^!';
      const thirdSubs = '    ---^----!';
      const expected = '     -----a-b|';
      expectObservable(exclusive(first, second, third).pipe(recoverBeforeOutput(retry(2)))).toBe(expected);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      expectSubscriptions(third.subscriptions).toBe(thirdSubs);
    }),
  );

  it(
    'passes errors after the first value by',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('   --#');
      const second = cold('    --a--#');
      const firstSubs = '    ^-!';
      const secondSubs = '   --^----!';
      const expected = '     ----a--#';
      expectObservable(exclusive(first, second).pipe(recoverBeforeOutput(retry(5)))).toBe(expected);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'passes an error by that comes together with the first value',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --(a#)');
      const subs = '         ^-!';
      const expected = '     --(a#)';
      expectObservable(source.pipe(recoverBeforeOutput(retry(5)))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails with the error that is not recovered from',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const error = new Error('third');
      const attempts = [cold('--#'), cold('--#'), cold('--#', undefined, error)];
      const subs = ['                 ^-!', '             --^-!', '           ----^-!'];
      const expected = '              ------#';
      expectObservable(exclusive(...attempts).pipe(recoverBeforeOutput(retry(2)))).toBe(expected, undefined, error);
      attempts.forEach(({ subscriptions }, index) => expectSubscriptions(subscriptions).toBe(subs[index] ?? []));
    }),
  );

  it(
    'has nothing to recover where the source is empty',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --|');
      const subs = '         ^-!';
      const expected = '     --|';
      expectObservable(source.pipe(recoverBeforeOutput(retry(2)))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'goes on with what the recovery gives in place of the error',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --#');
      const subs = '         ^-!';
      const expected = '     --(x|)';
      const instead = () => of({ kind: 'N', value: 'x' } as const, { kind: 'C' } as const);
      expectObservable(source.pipe(recoverBeforeOutput(catchError(instead)))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes, before the first value and after it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b');
      const before = '       ^!';
      const after = '        ^--!';
      const output$ = source.pipe(recoverBeforeOutput(retry(2)));
      expectObservable(output$, before).toBe('--');
      expectObservable(output$, after).toBe(' --a-');
      expectSubscriptions(source.subscriptions).toBe([before, after]);
    }),
  );

  it(
    'makes no further attempt when the consumer unsubscribes while the recovery waits',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -#');
      const subs = '         ^!';
      const unsub = '        ^---!';
      const expected = '     -----';
      const waiting$ = source.pipe(recoverBeforeOutput(retry({ count: 3, delay: () => timer(10) })));
      expectObservable(waiting$, unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'begins anew with every subscription: an error is before the output of its own',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const attempts = [cold('-a#'), cold('-#'), cold('-b|')];
      const subs = ['         ^-!', '     ---^!', '    ----^-!'];
      const later = '         ---^';
      const output$ = exclusive(...attempts).pipe(recoverBeforeOutput(retry(1)));
      expectObservable(output$).toBe('       -a#');
      expectObservable(output$, later).toBe('-----b|');
      attempts.forEach(({ subscriptions }, index) => expectSubscriptions(subscriptions).toBe(subs[index] ?? []));
    }),
  );

  it(
    'lets values pass when they come',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  a-(bc)-d|');
      const subs = '         ^-------!';
      const expected = '     A-(BC)-D|';
      const upper = map((value: string) => value.toUpperCase());
      expectObservable(source.pipe(recoverBeforeOutput(retry(2)), upper)).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
