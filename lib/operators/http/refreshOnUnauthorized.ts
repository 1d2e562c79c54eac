import {
  asyncScheduler,
  catchError,
  concat,
  defer,
  EMPTY,
  from,
  ignoreElements,
  throwError,
  timeout,
  type MonoTypeOperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { buildError, isApiError, timeoutError } from '../../protocol/errors/ApiError.js';
import { responseOf } from '../../protocol/errors/responseOf.js';
import type { AuthProvider } from '../../provider/AuthProvider.js';

const isUnauthorized = (error: unknown): boolean => isApiError(error) && responseOf(error)?.status === 401;

/** Options for `refreshOnUnauthorized`. */
export interface RefreshOnUnauthorizedOptions {
  /** The longest duration of a refresh, in milliseconds. */
  readonly refreshTimeout: number;
  /** Measures `refreshTimeout`. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Refreshes the credentials after a 401, once, and subscribes to the source again. Without `auth.refresh`, the 401
 * passes through.
 *
 * ```text
 * attempt 1:  --#(http 401)
 * refresh:      ---|
 * attempt 2:       --h|
 *       refreshOnUnauthorized(auth, { refreshTimeout: 10 })
 * heads:      -------h|
 * ```
 *
 * Errors: errors of the source pass through, including a second 401; a `transport` error with `build` if the refresh
 * fails, or with `timeout` if it takes longer than `refreshTimeout`.
 *
 * Teardown: unsubscribing ends the attempt or the refresh.
 *
 * @example
 * heads$.pipe(refreshOnUnauthorized(auth, { refreshTimeout: 10_000 }));
 */
export const refreshOnUnauthorized =
  <T>(
    auth: AuthProvider,
    { refreshTimeout, scheduler = asyncScheduler }: RefreshOnUnauthorizedOptions,
  ): MonoTypeOperatorFunction<T> =>
  (source) => {
    if (auth.refresh === undefined) return source;
    return source.pipe(
      catchError((error: unknown) => {
        if (!isUnauthorized(error)) return throwError(() => error);
        return concat(
          defer(() => from(auth.refresh?.() ?? EMPTY)).pipe(
            ignoreElements(),
            timeout({
              first: refreshTimeout,
              scheduler,
              with: () =>
                throwError(() => timeoutError(`the credentials were not refreshed within ${refreshTimeout} ms`)),
            }),
            catchError((cause: unknown) =>
              throwError(() =>
                isApiError(cause)
                  ? cause
                  : buildError('the credentials could not be refreshed; the cause has the reason', cause),
              ),
            ),
          ),
          source,
        );
      }),
    );
  };
