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

/** How long a refresh may take. */
export interface RefreshOnUnauthorizedOptions {
  /** In milliseconds. */
  readonly refreshTimeout: number;
  /** Measures it. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/**
 * On a 401, lets the auth provider refresh its credentials, once, and subscribes to the source once more.
 *
 * ```text
 * attempt 1:  --#(http 401)
 * refresh:      ---|
 * attempt 2:       --h|
 *       refreshOnUnauthorized(auth, { refreshTimeout: 10 })
 * heads:      -------h|
 * ```
 *
 * Errors: the source's; a second 401 is final; a refresh that fails, or takes longer than `refreshTimeout`, is a
 * `transport` error of kind `build` or `timeout`. Without `auth.refresh` nothing changes. Teardown: unsubscribing ends the
 * attempt or the refresh. Source: design 5.
 *
 * @example
 * heads$.pipe(refreshOnUnauthorized(auth, { refreshTimeout: 10_000 }));
 */
export const refreshOnUnauthorized =
  <T>(
    auth: AuthProvider,
    { refreshTimeout, scheduler = asyncScheduler }: RefreshOnUnauthorizedOptions,
  ): MonoTypeOperatorFunction<T> =>
  (source) =>
    source.pipe(
      catchError((error: unknown) => {
        if (auth.refresh === undefined || !isUnauthorized(error)) return throwError(() => error);
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
                isApiError(cause) ? cause : buildError('the credentials could not be refreshed', cause),
              ),
            ),
          ),
          source,
        );
      }),
    );
