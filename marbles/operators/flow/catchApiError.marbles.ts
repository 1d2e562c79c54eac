import { throwError } from 'rxjs';
import { catchApiError } from '../../../lib/operators/flow/catchApiError.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { marbles } from '../../../spec/support/marbles.js';

const quota = apiError({ type: 'quota_exceeded' });
const broken = apiError({ type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' });

describe('catchApiError', () => {
  it(
    'goes on with the fallback after an error of the type',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('    --a--#', undefined, quota);
      const fallback = cold('       b|');
      const sourceSubs = '     ^----!';
      const fallbackSubs = '   -----^!';
      const expected = '       --a--b|';
      expectObservable(source.pipe(catchApiError('quota_exceeded', () => fallback))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(fallback.subscriptions).toBe(fallbackSubs);
    }),
  );

  it(
    'passes errors of other types and never calls the handler',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('    --a--#', undefined, broken);
      const fallback = cold('  b|');
      const subs = '           ^----!';
      const expected = '       --a--#';
      expectObservable(source.pipe(catchApiError('quota_exceeded', () => fallback))).toBe(expected, undefined, broken);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(fallback.subscriptions).toBe([]);
    }),
  );

  it(
    'passes errors that are no ApiErrors, whatever their type',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const foreign = { type: 'quota_exceeded' };
      const source = cold('  --a--#', undefined, foreign);
      const subs = '         ^----!';
      const expected = '     --a--#';
      expectObservable(source.pipe(catchApiError('quota_exceeded', () => cold('b|')))).toBe(
        expected,
        undefined,
        foreign,
      );
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'passes the error of the fallback, also of the same type',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('    --a--#', undefined, quota);
      const fallback = cold('       --#', undefined, quota);
      const sourceSubs = '     ^----!';
      const fallbackSubs = '   -----^-!';
      const expected = '       --a----#';
      expectObservable(source.pipe(catchApiError('quota_exceeded', () => fallback))).toBe(expected, undefined, quota);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(fallback.subscriptions).toBe(fallbackSubs);
    }),
  );

  it(
    'lets the handler answer with another error',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--#', undefined, quota);
      const subs = '         ^----!';
      const expected = '     --a--#';
      const answer$ = source.pipe(catchApiError('quota_exceeded', () => throwError(() => broken)));
      expectObservable(answer$).toBe(expected, undefined, broken);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes before the error',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('    --a--#', undefined, quota);
      const fallback = cold('  b|');
      const subs = '           ^--!';
      const unsub = '          ^--!';
      const expected = '       --a-';
      expectObservable(source.pipe(catchApiError('quota_exceeded', () => fallback)), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(fallback.subscriptions).toBe([]);
    }),
  );

  it(
    'unsubscribes from the fallback when the consumer unsubscribes during it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('    --#', undefined, quota);
      const fallback = cold('    -b--c--|');
      const sourceSubs = '     ^-!';
      const fallbackSubs = '   --^--!';
      const unsub = '          ^----!';
      const expected = '       ---b--';
      expectObservable(source.pipe(catchApiError('quota_exceeded', () => fallback)), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(fallback.subscriptions).toBe(fallbackSubs);
    }),
  );
});
