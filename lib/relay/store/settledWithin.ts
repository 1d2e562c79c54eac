import { from, throwError, timeout, type SchedulerLike } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import { isPromiseLike } from './settled.js';

/** The limit of a wait for code that the caller of `relay` supplies. */
export interface HookLimits {
  /** The longest wait for a promise of a hook or of the store, in milliseconds. */
  readonly hookTimeout: number;
  readonly scheduler: SchedulerLike;
}

const tooSlow = (name: string, ms: number) =>
  apiError({ type: 'server_overloaded', detail: `${name} of the relay did not settle within ${ms} ms` });

/**
 * Limits the wait for a value of a hook. A value that is no promise is returned without delay, so that a store in memory
 * costs no timer per frame.
 *
 * Errors: `server_overloaded` after `hookTimeout`; rejections pass through.
 */
export const settledWithin = <T>(
  value: T | PromiseLike<T>,
  name: string,
  { hookTimeout, scheduler }: HookLimits,
): T | Promise<T> =>
  isPromiseLike(value)
    ? new Promise((resolve, reject) => {
        from(value)
          .pipe(timeout({ first: hookTimeout, scheduler, with: () => throwError(() => tooSlow(name, hookTimeout)) }))
          .subscribe({ next: resolve, error: reject });
      })
    : value;
