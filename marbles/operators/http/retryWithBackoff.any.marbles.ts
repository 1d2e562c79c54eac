import { defer, type Observable } from 'rxjs';
import { retryWithBackoff } from '../../../lib/operators/http/retryWithBackoff.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { marbles } from '../../../spec/support/marbles.js';

const oops = new Error('oops');
const limited = apiError({ type: 'rate_limit', delay: 3 });
const random = () => 0.5;

/** The nth subscription gets the nth attempt. */
const inTurn = <T>(...attempts: readonly Observable<T>[]): Observable<T> => {
  const rest = [...attempts];
  return defer(() => rest.shift() ?? []);
};

describe('F8 retryWithBackoff, for any stream', () => {
  it(
    'F8 takes the defaults for members that the config does not have',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const error = apiError({ type: 'transport', error: { type: 'timeout' } });
      const first = cold('  --#', undefined, error);
      const second = cold('            --a|');
      const firstSubs = '   ^-!';
      const secondSubs = '  -- 200ms ^--!';
      const expected = '    -- 200ms --a|';
      expectObservable(inTurn(first, second).pipe(retryWithBackoff({}, { random }))).toBe(expected);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'F8 retries what isRetryable accepts, whatever its kind, and waits as long as the server requested',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('  -#', undefined, oops);
      const second = cold('        -- 5ms --#', undefined, limited);
      const third = cold('                 a|');
      const firstSubs = '   ^!';
      const options = { isRetryable: () => true, random };
      const source = inTurn(first, second, third).pipe(retryWithBackoff({ baseDelay: 5 }, options));
      const expected = '    - 5ms -- 5ms -- 3ms a|';
      expectObservable(source).toBe(expected);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe('- 5ms ^- 5ms --!');
      expectSubscriptions(third.subscriptions).toBe('- 5ms -- 5ms -- 3ms ^!');
    }),
  );

  it(
    'F8 does not retry what isRetryable refuses, nor another kind of error without it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-#', undefined, oops);
      const subs = '       ^!';
      expectObservable(source.pipe(retryWithBackoff({}, { isRetryable: () => false }))).toBe('-#', undefined, oops);
      expectObservable(source.pipe(retryWithBackoff())).toBe('-#', undefined, oops);
      expectSubscriptions(source.subscriptions).toBe([subs, subs]);
    }),
  );
});
