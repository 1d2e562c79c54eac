import { defer, type Observable } from 'rxjs';
import { retryAnswer, type RetryAnswerOptions } from '../../../lib/operators/answer/retryAnswer.js';
import type { AnswerReset } from '../../../lib/answer/AnswerEvent.js';
import { apiError, type ApiError } from '../../../lib/protocol/errors/ApiError.js';
import { apiErrorData } from '../../../lib/protocol/errors/apiErrorData.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const lost = apiError({ type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' });
const exact: RetryAnswerOptions = { baseDelay: 4, random: () => 0.5 };

const reset = (attempt: number, delay: number, error: ApiError = lost, max = 5): AnswerReset => ({
  type: 'reset',
  attempt,
  max,
  delay,
  error: apiErrorData(error),
});
const resets = { R: reset(1, 4), S: reset(2, 8) };

/** A turn that is another observable at every attempt. */
const turn = (...attempts: readonly Observable<string>[]): Observable<string> => {
  let next = 0;
  return defer(() => attempts[next++] ?? []);
};

describe('retryAnswer', () => {
  it(
    'makes another attempt after an error, and declares the events before it void',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('   --a--#', undefined, lost);
      const second = cold('           -a-b-|');
      const firstSubs = '    ^----!         ';
      const secondSubs = '   ---------^----!';
      const expected = '     --a--R----a-b-|';
      expectObservable(turn(first, second).pipe(retryAnswer(exact))).toBe(expected, { a: 'a', b: 'b', ...resets });
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'waits longer every time, and passes the error of the last attempt',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -#', undefined, lost);
      const subs = ['        ^!', '     -----^!', '     --------------^!'];
      const expected = '     -R----S--------#';
      const values = { R: reset(1, 4, lost, 2), S: reset(2, 8, lost, 2) };
      expectObservable(source.pipe(retryAnswer({ ...exact, maxRetries: 2 }))).toBe(expected, values, lost);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'waits as long as the server requests',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const busy = apiError({ type: 'rate_limit', detail: 'slow down', delay: 2 });
      const first = cold('   a#', undefined, busy);
      const second = cold('      b|');
      const secondSubs = '   ---^!';
      const expected = '     aR-b|';
      const values = { a: 'a', b: 'b', R: reset(1, 2, busy) };
      expectObservable(turn(first, second).pipe(retryAnswer(exact))).toBe(expected, values);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'fails at once where the server requests a longer wait than maxDelay, and where another attempt cannot help',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const tired = apiError({ type: 'rate_limit', detail: 'come back tomorrow', delay: 60_001 });
      const poor = apiError({ type: 'quota_exceeded' });
      const first = cold('   a-#', undefined, tired);
      const second = cold('  a-#', undefined, poor);
      const subs = '         ^-!';
      const expected = '     a-#';
      expectObservable(first.pipe(retryAnswer(exact))).toBe(expected, undefined, tired);
      expectObservable(second.pipe(retryAnswer(exact))).toBe(expected, undefined, poor);
      expectSubscriptions(first.subscriptions).toBe(subs);
      expectSubscriptions(second.subscriptions).toBe(subs);
    }),
  );

  it(
    'makes every error an ApiError',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  a-#', undefined, new TypeError('oops'));
      const subs = '         ^-!';
      const expected = '     a-#';
      const oops = errorLike({ type: 'stream', detail: 'oops' });
      expectObservable(source.pipe(retryAnswer({ maxRetries: 0 }))).toBe(expected, undefined, oops);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'ends the wait when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  a#', undefined, lost);
      const subs = '         ^!   ';
      const unsub = '        ^--! ';
      const expected = '     aR-- ';
      expectObservable(source.pipe(retryAnswer(exact)), unsub).toBe(expected, { a: 'a', ...resets });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'ends the second attempt when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('   a#', undefined, lost);
      const second = cold('       b---');
      const secondSubs = '   -----^-!';
      const unsub = '        ^------!';
      const expected = '     aR---b--';
      const answer$ = turn(first, second).pipe(retryAnswer(exact));
      expectObservable(answer$, unsub).toBe(expected, { a: 'a', b: 'b', ...resets });
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'counts anew with every subscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  #', undefined, lost);
      const once$ = source.pipe(retryAnswer({ ...exact, maxRetries: 1 }));
      const values = { R: reset(1, 4, lost, 1) };
      expectObservable(once$).toBe('      R---#', values, lost);
      expectObservable(once$, '---------^').toBe('---------R---#', values, lost);
      const subs = ['(^!)', '----(^!)', '---------(^!)', '-------------(^!)'];
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
