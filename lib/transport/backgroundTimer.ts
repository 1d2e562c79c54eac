import { Observable, timer, type SchedulerLike } from 'rxjs';
import { MAX_TIMER_DELAY } from '../protocol/limits.js';

/** Allows Node to exit while a timer is pending. Timers of other platforms are numbers and keep nothing alive. */
const isReleasable = (pending: unknown): pending is { unref(): unknown } =>
  typeof pending === 'object' && pending !== null && 'unref' in pending && typeof pending.unref === 'function';

/** A task that is due at a time of `performance.now()`. */
interface Alarm {
  readonly at: number;
  readonly run: () => void;
}

/** All alarms have one timer of the platform. Nearly all are cancelled before their time, and it finds nothing to do. */
const alarms = new Set<Alarm>();
let armedFor = Infinity;

const arm = (at: number): void => {
  const now = performance.now();
  if (armedFor <= at && armedFor >= now) return;
  armedFor = armedFor < now ? now : at; // a timer that is overdue may be lost, e.g. with the clock of a test
  const pending: unknown = setTimeout(ring, Math.min(MAX_TIMER_DELAY, Math.max(0, armedFor - now)), armedFor);
  if (isReleasable(pending)) pending.unref();
};

const ring = (at: number): void => {
  if (at !== armedFor) return; // an earlier one has been armed since
  armedFor = Infinity;
  const now = performance.now();
  const due = [...alarms].filter((alarm) => alarm.at <= now);
  for (const alarm of due) alarms.delete(alarm);
  arm(Math.min(...[...alarms].map((alarm) => alarm.at)));
  for (const { run } of due) run();
};

/**
 * Emits once after a time. Without a scheduler, the timer does not keep a Node process alive, which those of
 * `asyncScheduler` do.
 *
 * @param due in milliseconds.
 */
export const backgroundTimer = (due: number, scheduler?: SchedulerLike): Observable<0> =>
  scheduler === undefined
    ? new Observable((subscriber) => {
        const alarm: Alarm = {
          at: performance.now() + due,
          run: () => {
            subscriber.next(0);
            subscriber.complete();
          },
        };
        alarms.add(alarm);
        arm(alarm.at);
        return () => alarms.delete(alarm);
      })
    : timer(due, scheduler);
