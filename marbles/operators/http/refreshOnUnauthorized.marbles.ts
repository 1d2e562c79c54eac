import { defer, type Observable } from 'rxjs';
import { refreshOnUnauthorized } from '../../../lib/operators/http/refreshOnUnauthorized.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import type { AuthProvider } from '../../../lib/provider/AuthProvider.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const http = (status: number) =>
  apiError({ type: 'transport', error: { type: 'http', status, headers: {}, body: '', url: 'https://api.test' } });
const unauthorized = http(401);

const authWith = (refresh: Observable<unknown>): AuthProvider => ({ bearerToken: () => 'key', refresh: () => refresh });

/** The nth subscription gets the nth attempt. */
const exclusive = <T>(...attempts: readonly Observable<T>[]): Observable<T> => {
  const rest = [...attempts];
  return defer(() => rest.shift() ?? []);
};

const LIMIT = { refreshTimeout: 50 };

describe('refreshOnUnauthorized', () => {
  it(
    'refreshes after a 401 and subscribes once more',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('    --#', undefined, unauthorized);
      const refresh = cold('    ---|');
      const second = cold('        --h|');
      const firstSubs = '     ^-!';
      const refreshSubs = '   --^--!';
      const secondSubs = '    -----^--!';
      const expected = '      -------h|';
      expectObservable(exclusive(first, second).pipe(refreshOnUnauthorized(authWith(refresh), LIMIT))).toBe(expected);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(refresh.subscriptions).toBe(refreshSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'waits for the refresh to complete and emits none of its values',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('    --#', undefined, unauthorized);
      const refresh = cold('    -t-|');
      const second = cold('        h|');
      const secondSubs = '    -----^!';
      const expected = '      -----h|';
      expectObservable(exclusive(first, second).pipe(refreshOnUnauthorized(authWith(refresh), LIMIT))).toBe(expected);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'takes a second 401 as final',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('   --#', undefined, unauthorized);
      const refresh = cold('    ---|');
      const firstSubs = '     ^-!';
      const refreshSubs = '   --^--!';
      const secondSubs = '    -----^-!';
      const expected = '      -------#';
      expectObservable(source.pipe(refreshOnUnauthorized(authWith(refresh), LIMIT))).toBe(
        expected,
        undefined,
        unauthorized,
      );
      expectSubscriptions(source.subscriptions).toBe([firstSubs, secondSubs]);
      expectSubscriptions(refresh.subscriptions).toBe(refreshSubs);
    }),
  );

  it(
    'gives up a refresh that takes too long, and makes no further attempt',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('   --#', undefined, unauthorized);
      const refresh = cold('    -r------', undefined);
      const subs = '          ^-!';
      const refreshSubs = '   --^----!';
      const expected = '      -------#';
      const detail = 'the credentials were not refreshed within 5 ms';
      const late = errorLike({ type: 'transport', error: { type: 'timeout', detail } });
      const limit = { refreshTimeout: 5 };
      expectObservable(source.pipe(refreshOnUnauthorized(authWith(refresh), limit))).toBe(expected, undefined, late);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(refresh.subscriptions).toBe(refreshSubs);
    }),
  );

  it(
    'fails where the refresh fails, and makes no further attempt',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const cause = new Error('the session is over');
      const source = cold('   --#', undefined, unauthorized);
      const refresh = cold('    ---#', undefined, cause);
      const subs = '          ^-!';
      const refreshSubs = '   --^--!';
      const expected = '      -----#';
      const detail = 'the credentials could not be refreshed; the cause has the reason';
      const unrefreshed = errorLike({ type: 'transport', error: { type: 'build', detail }, cause });
      expectObservable(source.pipe(refreshOnUnauthorized(authWith(refresh), LIMIT))).toBe(
        expected,
        undefined,
        unrefreshed,
      );
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(refresh.subscriptions).toBe(refreshSubs);
    }),
  );

  it(
    'fails where refresh throws instead of answering',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const cause = new Error('no session');
      const auth: AuthProvider = {
        bearerToken: () => 'key',
        refresh: () => {
          throw cause;
        },
      };
      const source = cold('  --#', undefined, unauthorized);
      const subs = '         ^-!';
      const expected = '     --#';
      expectObservable(source.pipe(refreshOnUnauthorized(auth, LIMIT))).toBe(expected, undefined, errorLike({ cause }));
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'changes nothing without auth.refresh',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --#', undefined, unauthorized);
      const subs = '         ^-!';
      const expected = '     --#';
      const heads$ = source.pipe(refreshOnUnauthorized({ bearerToken: () => 'key' }, LIMIT));
      expectObservable(heads$).toBe(expected, undefined, unauthorized);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  for (const error of [
    http(403),
    http(500),
    apiError({ type: 'stream', reason: 'truncated', detail: '401' }),
    new Error('401'),
  ])
    it(
      `passes "${error.message}" and does not refresh`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('   --#', undefined, error);
        const refresh = cold('  |');
        const subs = '          ^-!';
        const expected = '      --#';
        expectObservable(source.pipe(refreshOnUnauthorized(authWith(refresh), LIMIT))).toBe(expected, undefined, error);
        expectSubscriptions(source.subscriptions).toBe(subs);
        expectSubscriptions(refresh.subscriptions).toBe([]);
      }),
    );

  it(
    'ends the refresh when the consumer unsubscribes during it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('   --#', undefined, unauthorized);
      const refresh = cold('    -----|');
      const subs = '          ^-!';
      const refreshSubs = '   --^-!';
      const unsub = '         ^---!';
      const expected = '      -----';
      expectObservable(source.pipe(refreshOnUnauthorized(authWith(refresh), LIMIT)), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(refresh.subscriptions).toBe(refreshSubs);
    }),
  );

  it(
    'ends the second attempt when the consumer unsubscribes during it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('    --#', undefined, unauthorized);
      const refresh = cold('    --|');
      const second = cold('       -----h|');
      const secondSubs = '    ----^-!';
      const unsub = '         ^-----!';
      const expected = '      -------';
      expectObservable(exclusive(first, second).pipe(refreshOnUnauthorized(authWith(refresh), LIMIT)), unsub).toBe(
        expected,
      );
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );
});
