import {
  defer,
  dematerialize,
  materialize,
  mergeMap,
  of,
  throwError,
  type MonoTypeOperatorFunction,
  type ObservableNotification,
} from 'rxjs';

/**
 * Lets an operator that recovers from errors see only those that come before the first value. What fails later passes it
 * by, so that no output is ever repeated.
 *
 * ```text
 * attempt 1:  --#                is retried
 * attempt 2:    --a--#           is not
 *       recoverBeforeOutput(retry(5))
 * output:     ----a--#
 * ```
 *
 * Errors: those that `recover` lets through; all after the first value. Teardown: the source's.
 * Source: design 1, demands.md D13.
 *
 * @param recover retries, or goes on with something else. It must not touch the values.
 *
 * @example
 * answer$.pipe(recoverBeforeOutput(retryWithBackoff(provider.retry)));
 */
export const recoverBeforeOutput =
  <T>(recover: MonoTypeOperatorFunction<ObservableNotification<T>>): MonoTypeOperatorFunction<T> =>
  (source) =>
    defer(() => {
      let hasBegun = false;
      return source.pipe(
        materialize(),
        mergeMap((notification) => {
          if (notification.kind === 'E' && !hasBegun) return throwError((): unknown => notification.error);
          hasBegun = true;
          return of(notification);
        }),
        recover,
        dematerialize(),
      );
    });
