import type { ChildProcess } from 'node:child_process';
import { Observable, type SchedulerLike } from 'rxjs';

/** Windows has no process groups: there only the child itself is signalled, and any signal ends it at once. */
export const HAS_GROUPS = process.platform !== 'win32';

/** How often it is looked whether a group is gone, in milliseconds. Its members besides the child tell nobody. */
const LOOK_EVERY = 50;

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGKILL';

const hasExited = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/**
 * Signals a child and all that it started in its group; 0 only asks. False where nobody is left.
 *
 * A group lives as long as any member, so its number cannot mean another one while this is true.
 */
const signalGroup = (child: ChildProcess, signal: Signal | 0): boolean => {
  if (child.pid === undefined) return false;
  if (!HAS_GROUPS) return !hasExited(child) && child.kill(signal);
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false; // ESRCH: gone; EPERM: it belongs to somebody else by now
  }
};

/**
 * Asks a child and its group to end. SIGINT is what codex takes its commands with it for, whole trees of them that are
 * in groups of their own; at SIGTERM it leaves them behind. What a child that has ended left in its group gets SIGTERM:
 * a shell has its background jobs ignore SIGINT.
 */
export const askToEnd = (child: ChildProcess): boolean => signalGroup(child, hasExited(child) ? 'SIGTERM' : 'SIGINT');

/**
 * Ends a child and its group: SIGINT; SIGTERM when half of the grace is over, or for what the child leaves behind; SIGKILL
 * for what is left at the end.
 *
 * ```text
 *          endGroup(child, 400, scheduler)
 * output:  400ms           |
 * signals: I 199ms T 199ms K                nobody obeys
 *
 * child:   --x
 * group:   60ms x
 *          endGroup(child, 400, scheduler)
 * output:  100ms  |
 * signals: I 49ms T                         the child does, and then what it leaves behind
 * ```
 *
 * Emits nothing; completes when all are gone, or killed. Errors: none. Teardown: stops looking; what was not ended yet
 * stays.
 *
 * @param grace in milliseconds.
 */
export const endGroup = (child: ChildProcess, grace: number, scheduler: SchedulerLike): Observable<never> =>
  new Observable((subscriber) => {
    if (!askToEnd(child)) return subscriber.complete();
    const deadline = scheduler.now() + grace;
    let isTerminated = hasExited(child);

    return scheduler.schedule(
      function look() {
        const left = deadline - scheduler.now();
        if (left <= 0) signalGroup(child, 'SIGKILL');
        if (left <= 0 || !signalGroup(child, 0)) return subscriber.complete();
        if (!isTerminated && (hasExited(child) || left <= grace / 2)) isTerminated = signalGroup(child, 'SIGTERM');
        this.schedule(undefined, Math.min(LOOK_EVERY, left));
      },
      Math.min(LOOK_EVERY, grace),
    );
  });
