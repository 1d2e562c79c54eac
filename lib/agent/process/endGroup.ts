import type { ChildProcess } from 'node:child_process';
import { Observable, type SchedulerLike } from 'rxjs';
import { hasExited, signalGroup } from './signalGroup.js';

/** The interval between checks for the end of a group, in milliseconds. Node reports only the exit of the child. */
const CHECK_INTERVAL = 50;

/**
 * Sends the first signal to a child and its group. A running child gets SIGINT: codex then also terminates its
 * commands, which have their own groups. On SIGTERM it would leave them running. If the child has exited, the rest of
 * its group gets SIGTERM, because the background jobs of a shell ignore SIGINT. Returns false if no process is left.
 */
export const signalToEnd = (child: ChildProcess): boolean =>
  signalGroup(child, hasExited(child) ? 'SIGTERM' : 'SIGINT');

/**
 * Takes the first step to end a program that exits when its stdin ends, such as the app-server. On an interrupt, the
 * app-server would leave its commands running. If the child has exited, the rest of its group gets SIGTERM.
 */
export const closeToEnd = (child: ChildProcess): boolean => {
  if (hasExited(child)) return signalGroup(child, 'SIGTERM');
  child.stdin?.end();
  return signalGroup(child, 0);
};

/**
 * Terminates a child and its group. Sends SIGINT first, SIGTERM after half of the grace or when the child has exited,
 * and SIGKILL at the end of the grace to the processes that are still running.
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
 * Emits nothing. Completes when the group has ended or SIGKILL has been sent. Errors: none. Teardown: sends no further
 * signals; processes that have not exited continue.
 *
 * @param grace the time until SIGKILL, in milliseconds.
 * @param begin takes the first step, and returns false if no process is left. Default: SIGINT.
 */
export const endGroup = (
  child: ChildProcess,
  grace: number,
  scheduler: SchedulerLike,
  begin: (child: ChildProcess) => boolean = signalToEnd,
): Observable<never> =>
  new Observable((subscriber) => {
    if (!begin(child)) return subscriber.complete();
    const deadline = scheduler.now() + grace;
    let isTerminated = hasExited(child);

    return scheduler.schedule(
      function check() {
        const remaining = deadline - scheduler.now();
        if (remaining <= 0) signalGroup(child, 'SIGKILL');
        if (remaining <= 0 || !signalGroup(child, 0)) return subscriber.complete();
        if (!isTerminated && (hasExited(child) || remaining <= grace / 2)) isTerminated = signalGroup(child, 'SIGTERM');
        this.schedule(undefined, Math.min(CHECK_INTERVAL, remaining));
      },
      Math.min(CHECK_INTERVAL, grace),
    );
  });
