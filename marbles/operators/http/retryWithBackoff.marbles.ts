import { expect } from 'chai';
import { defer, type Observable } from 'rxjs';
import { spy } from 'sinon';
import { retryWithBackoff } from '../../../lib/operators/http/retryWithBackoff.js';
import { apiError, type ApiError } from '../../../lib/protocol/errors/ApiError.js';
import { defaultRetryConfig, type RetryConfig } from '../../../lib/provider/RetryConfig.js';
import type { RetryReport } from '../../../lib/telemetry/Telemetry.js';
import { marbles } from '../../../spec/support/marbles.js';

const http = (status: number): ApiError =>
  apiError({ type: 'transport', error: { type: 'http', status, headers: {}, body: '', url: 'https://api.test' } });

/** The nth subscription gets the nth attempt. */
const exclusive = <T>(...attempts: readonly Observable<T>[]): Observable<T> => {
  const rest = [...attempts];
  return defer(() => rest.shift() ?? []);
};

const config = (changes: Partial<RetryConfig> = {}): RetryConfig => ({
  ...defaultRetryConfig,
  baseDelay: 10,
  ...changes,
});
const random = () => 0.5;

describe('retryWithBackoff', () => {
  it(
    'waits the base delay, then twice that',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('   --#', undefined, http(500));
      const second = cold('           ---#', undefined, http(503));
      const third = cold('                             --h|');
      const firstSubs = '    ^-!';
      const secondSubs = '   ---------^--!';
      const thirdSubs = '    --------------------------^--!';
      const expected = '     ----------------------------h|';
      const heads$ = exclusive(first, second, third).pipe(retryWithBackoff(config({ baseDelay: 7 }), { random }));
      expectObservable(heads$).toBe(expected);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      expectSubscriptions(third.subscriptions).toBe(thirdSubs);
    }),
  );

  it(
    'waits a tenth less where chance is at its least',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  #', undefined, http(500));
      const subs = ['        (^!)', '9ms (^!)', '27ms (^!)'];
      const expected = '     27ms #';
      const heads$ = source.pipe(retryWithBackoff(config({ maxAttempts: 2 }), { random: () => 0 }));
      expectObservable(heads$).toBe(expected, undefined, http(500));
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'waits a tenth more where chance is at its most',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  #', undefined, http(500));
      const subs = ['        (^!)', '11ms (^!)', '33ms (^!)'];
      const expected = '     33ms #';
      const heads$ = source.pipe(retryWithBackoff(config({ maxAttempts: 2 }), { random: () => 1 }));
      expectObservable(heads$).toBe(expected, undefined, http(500));
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'waits no longer than maxDelay',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  #', undefined, http(500));
      const subs = ['        (^!)', '10ms (^!)', '25ms (^!)', '40ms (^!)'];
      const expected = '     40ms #';
      const heads$ = source.pipe(retryWithBackoff(config({ maxAttempts: 3, maxDelay: 15 }), { random }));
      expectObservable(heads$).toBe(expected, undefined, http(500));
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails with the last error when the retries are used up',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('   -#', undefined, http(500));
      const second = cold('   -#', undefined, http(502));
      const third = cold('    -#', undefined, http(503));
      const fourth = cold('  h|');
      const firstSubs = '    ^!';
      const secondSubs = '   - 10ms ^!';
      const thirdSubs = '    - 10ms - 20ms ^!';
      const expected = '     - 10ms - 20ms -#';
      const heads$ = exclusive(first, second, third, fourth).pipe(
        retryWithBackoff(config({ maxAttempts: 2 }), { random }),
      );
      expectObservable(heads$).toBe(expected, undefined, http(503));
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      expectSubscriptions(third.subscriptions).toBe(thirdSubs);
      expectSubscriptions(fourth.subscriptions).toBe([]);
    }),
  );

  it(
    'tries once where maxAttempts is 0',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --#', undefined, http(500));
      const subs = '         ^-!';
      const expected = '     --#';
      const heads$ = source.pipe(retryWithBackoff(config({ maxAttempts: 0 }), { random }));
      expectObservable(heads$).toBe(expected, undefined, http(500));
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'subscribes once where nothing fails',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --h|');
      const subs = '         ^--!';
      const expected = '     --h|';
      expectObservable(source.pipe(retryWithBackoff(config(), { random }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'starts no further attempt when the consumer leaves during the wait',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --#', undefined, http(500));
      const subs = '         ^-!';
      const unsub = '        ^------!';
      const expected = '     --------';
      expectObservable(source.pipe(retryWithBackoff(config(), { random })), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'ends the attempt when the consumer leaves during it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('   --#', undefined, http(500));
      const second = cold('           -----h|');
      const secondSubs = '   ---------^--!';
      const unsub = '        ^-----------!';
      const expected = '     -------------';
      const heads$ = exclusive(first, second).pipe(retryWithBackoff(config({ baseDelay: 7 }), { random }));
      expectObservable(heads$, unsub).toBe(expected);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'reports every wait before it begins',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const told: (readonly number[])[] = [];
      const onRetry = ({ retry, delay }: RetryReport) => told.push([scheduler.now(), retry, delay]);
      const source = cold('  --#', undefined, http(500));
      const subs = ['        ^-!', '-- 10ms ^-!', '-- 10ms -- 20ms ^-!'];
      const expected = '     -- 10ms -- 20ms --#';
      const heads$ = source.pipe(retryWithBackoff(config({ maxAttempts: 2 }), { random, onRetry }));
      expectObservable(heads$).toBe(expected, undefined, http(500));
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(told).to.deep.equal([
        [2, 1, 10],
        [14, 2, 20],
      ]);
    }),
  );

  it(
    'waits on the scheduler that it is given',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const schedule = spy(scheduler, 'schedule');
      const source = cold('  #', undefined, http(500));
      const subs = ['        (^!)', '10ms (^!)'];
      const expected = '     10ms #';
      const heads$ = source.pipe(retryWithBackoff(config({ maxAttempts: 1 }), { random, scheduler }));
      expectObservable(heads$).toBe(expected, undefined, http(500));
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(schedule.getCalls().filter(({ args }) => args[1] === 10)).to.have.lengthOf(1);
    }),
  );
});
