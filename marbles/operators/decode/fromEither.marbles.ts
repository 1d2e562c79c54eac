import { switchMap } from 'rxjs';
import { left, right } from '#either';
import { fromEither } from '../../../lib/operators/decode/fromEither.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { marbles } from '../../../spec/support/marbles.js';

const wrong = apiError({ type: 'invalid_request', detail: 'no model' });

describe('fromEither', () => {
  it(
    'emits a right value and completes, at every subscription',
    marbles(({ expectObservable }) => {
      const firstUnsub = '      ^';
      const secondUnsub = '     ---^';
      const firstExpected = '   (a|)';
      const secondExpected = '  ---(a|)';
      const either$ = fromEither(right('a'));
      expectObservable(either$, firstUnsub).toBe(firstExpected);
      expectObservable(either$, secondUnsub).toBe(secondExpected);
    }),
  );

  it(
    'fails with a left value',
    marbles(({ expectObservable }) => {
      const expected = '#';
      expectObservable(fromEither(left(wrong))).toBe(expected, undefined, wrong);
    }),
  );

  it(
    'starts what follows a right value, and stops it when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--|');
      const subs = '         ^---!';
      const unsub = '        ^---!';
      const expected = '     --a--';
      expectObservable(fromEither(right(1)).pipe(switchMap(() => source)), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'starts nothing after a left value',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--|');
      const expected = '     #';
      expectObservable(fromEither(left(wrong)).pipe(switchMap(() => source))).toBe(expected, undefined, wrong);
      expectSubscriptions(source.subscriptions).toBe([]);
    }),
  );
});
