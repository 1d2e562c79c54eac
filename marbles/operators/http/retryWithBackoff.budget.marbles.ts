import { expect } from 'chai';
import { defer, type Observable } from 'rxjs';
import { retryWithBackoff } from '../../../lib/operators/http/retryWithBackoff.js';
import { apiError, type ApiError } from '../../../lib/protocol/errors/ApiError.js';
import { retryBudget } from '../../../lib/provider/retryBudget.js';
import { defaultRetryConfig } from '../../../lib/provider/RetryConfig.js';
import { marbles } from '../../../spec/support/marbles.js';

const http = (status: number): ApiError =>
  apiError({ type: 'transport', error: { type: 'http', status, headers: {}, body: '', url: 'https://api.test' } });

const config = { ...defaultRetryConfig, baseDelay: 3 };
const random = () => 0.5;

/** The nth subscription gets the nth attempt. */
const exclusive = <T>(...attempts: readonly Observable<T>[]): Observable<T> => {
  const rest = [...attempts];
  return defer(() => rest.shift() ?? []);
};

describe('retryWithBackoff with a budget', () => {
  it(
    'delivers the error at once, and makes no further attempt, when the budget is empty',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --#', undefined, http(503));
      const subs = ['        ^-!', '-----^-!'];
      const expected = '     -------#';
      const budget = retryBudget({ maxTokens: 4 });
      expectObservable(source.pipe(retryWithBackoff(config, { budget, random }))).toBe(expected, undefined, http(503));
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'shares it with whoever else has it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const one = cold('     -#', undefined, http(503));
      const other = cold('   --#', undefined, http(503));
      const oneSubs = ['     ^!', '----^!'];
      const otherSubs = '    ^-!';
      const oneExpected = '  -----#';
      const otherExpected = '--#';
      const budget = retryBudget({ maxTokens: 4 });
      expectObservable(one.pipe(retryWithBackoff(config, { budget, random }))).toBe(oneExpected, undefined, http(503));
      expectObservable(other.pipe(retryWithBackoff(config, { budget, random }))).toBe(
        otherExpected,
        undefined,
        http(503),
      );
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(other.subscriptions).toBe(otherSubs);
    }),
  );

  it(
    'counts an answer once, however many values it has, and not what no retry can mend',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const told: string[] = [];
      const budget = {
        recordFailure: () => told.push('failure') > 0,
        recordSuccess: () => void told.push('success'),
      };
      const failed = cold('  -#', undefined, http(500));
      const answered = cold('    -a-b-#', undefined, http(400));
      const failedSubs = '   ^!';
      const answeredSubs = ' ----^----!';
      const expected = '     -----a-b-#';
      const heads$ = exclusive<string>(failed, answered).pipe(retryWithBackoff(config, { budget, random }));
      expectObservable(heads$).toBe(expected, undefined, http(400));
      expectSubscriptions(failed.subscriptions).toBe(failedSubs);
      expectSubscriptions(answered.subscriptions).toBe(answeredSubs);
      flush();
      expect(told).to.deep.equal(['failure', 'success']);
    }),
  );

  it(
    'takes a token for a last attempt too',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const budget = retryBudget({ maxTokens: 10 });
      const source = cold('  -#', undefined, http(500));
      const subs = '         ^!';
      const expected = '     -#';
      const once = { ...config, maxAttempts: 0 };
      expectObservable(source.pipe(retryWithBackoff(once, { budget, random }))).toBe(expected, undefined, http(500));
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      // 4 of 10 tokens may be taken with a retry behind them: one is gone.
      expect([1, 2, 3, 4].map(() => budget.recordFailure())).to.deep.equal([true, true, true, false]);
    }),
  );
});
