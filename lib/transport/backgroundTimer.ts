import { Observable, timer, type SchedulerLike } from 'rxjs';

/** Allows Node to exit while a timer is pending. Timers of other platforms are numbers and keep nothing alive. */
const isReleasable = (pending: unknown): pending is { unref(): unknown } =>
  typeof pending === 'object' && pending !== null && 'unref' in pending && typeof pending.unref === 'function';

/**
 * Emits once after a time. Without a scheduler, the timer does not keep a Node process alive, which those of
 * `asyncScheduler` do.
 *
 * @param due in milliseconds.
 */
export const backgroundTimer = (due: number, scheduler?: SchedulerLike): Observable<0> =>
  scheduler === undefined
    ? new Observable((subscriber) => {
        const pending = setTimeout(() => {
          subscriber.next(0);
          subscriber.complete();
        }, due);
        if (isReleasable(pending)) pending.unref();
        return () => clearTimeout(pending);
      })
    : timer(due, scheduler);
