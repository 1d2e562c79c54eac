import { asyncScheduler, map, type MonoTypeOperatorFunction, type Observable, type SchedulerLike } from 'rxjs';
import { operate } from '../../operators/flow/operate.js';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { endsTurn, type ThreadEvent } from '../protocol/ThreadEvent.js';
import type { ProcessExit } from '../../transport/ProcessTransport.js';

/** What the end of a turn is waited for with. */
export interface UntilTurnEndsOptions {
  /** How long the program may go on after its turn, in milliseconds. */
  readonly exitGrace: number;
  /** Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/** The error of a program that ended in the middle of its turn, with what it said last. */
const brokenOff = ({ code, signal, stderr }: ProcessExit): ApiError => {
  const how = signal === null ? `exited with code ${code ?? 'unknown'}` : `was ended by ${signal}`;
  return apiError({
    type: 'stream',
    reason: 'process_ended',
    detail: `codex ${how} before the turn had ended${stderr === '' ? '' : `: ${stderr}`}`,
  });
};

/**
 * Ends a turn: emits its events up to `turn.completed` or `turn.failed`, and completes when the program has exited after
 * it, which it needs to save the thread, or has not done so within a grace. What comes after the turn is ignored, errors
 * and exit codes too.
 *
 * ```text
 * events:  --a--T--b--|             T: turn.completed
 *       untilTurnEnds(exit, { exitGrace: 9 })
 * output:  --a--T-----|
 *
 * events:  --a--T------------
 *       untilTurnEnds(exit, { exitGrace: 9 })
 * output:  --a--T--------|
 *
 * events:  --a--|
 * exit:         -----(e|)
 *       untilTurnEnds(exit, { exitGrace: 9 })
 * output:  --a-------#              stream error: codex exited with code 2 before the turn had ended: no such model
 * ```
 *
 * Errors: `stream` for a program that ended before its turn, whatever its exit code; the source's. Teardown: the
 * source's. Source: reliability.md 6.
 */
export const untilTurnEnds = (
  exit: Observable<ProcessExit>,
  { exitGrace, scheduler = asyncScheduler }: UntilTurnEndsOptions,
): MonoTypeOperatorFunction<ThreadEvent> =>
  operate((subscriber) => {
    let hasEnded = false;
    const complete = () => subscriber.complete();
    const fail = (error: unknown) => subscriber.error(error);
    return {
      next: (event) => {
        if (hasEnded) return;
        if (endsTurn(event)) {
          hasEnded = true;
          subscriber.add(scheduler.schedule(complete, exitGrace));
        }
        subscriber.next(event);
      },
      error: (cause) => (hasEnded ? complete() : fail(cause)),
      complete: () => {
        if (hasEnded) complete();
        else subscriber.add(exit.pipe(map(brokenOff)).subscribe({ next: fail, error: fail }));
      },
    };
  });
