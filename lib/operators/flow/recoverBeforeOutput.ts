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
 * Restricts an operator that recovers from errors to the errors before the first value. Later errors bypass it, so that
 * no output is repeated.
 *
 * ```text
 * attempt 1:  --#                is retried
 * attempt 2:    --a--#           is not
 *       recoverBeforeOutput(retry(5))
 * output:     ----a--#
 * ```
 *
 * Errors: errors that `recover` passes on, and all errors after the first value. Teardown: unsubscribes from the
 * source.
 *
 * @param recover retries, or continues with another source. It must not change the values.
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
