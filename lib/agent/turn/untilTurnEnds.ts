import { asyncScheduler, map, type MonoTypeOperatorFunction, type Observable, type SchedulerLike } from 'rxjs';
import { operate } from '../../operators/flow/operate.js';
import { apiError, buildError, type ApiError } from '../../protocol/errors/ApiError.js';
import { endsTurn, type ThreadErrorEvent, type ThreadEvent } from '../protocol/ThreadEvent.js';
import type { ProcessExit } from '../../transport/ProcessTransport.js';
import { failureOf } from './turnFailure.js';

/** Options for `untilTurnEnds`. */
export interface UntilTurnEndsOptions {
  /** The time allowed for the program to exit after its turn, in milliseconds. */
  readonly exitGrace: number;
  /** The scheduler for `exitGrace`. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/** Announces a further attempt, which is no reason for the end: `Reconnecting... 1/5`. */
const RETRY_NOTICE = 'Reconnecting... ';

const exitOf = ({ code, signal }: ProcessExit): string =>
  signal === null ? `exited with code ${code ?? 'unknown'}` : `was terminated by ${signal}`;

/**
 * Creates the error for a program that exited during its turn, with its last `error` event and the end of its stderr.
 * The program may exit without `turn.failed`, and then only the `error` event has the reason.
 */
export const brokenOff = (end: ProcessExit, reported?: ThreadErrorEvent): ApiError => {
  const known = reported && failureOf(reported);
  if (known !== undefined) return apiError(known);
  const why = [reported?.message ?? '', end.stderr].filter((text) => text !== '').join('; ');
  return apiError({
    type: 'stream',
    reason: 'process_ended',
    detail: `codex ${exitOf(end)} before the turn was complete${why === '' ? '' : `: ${why}`}`,
  });
};

/**
 * Creates the error for a program that exited before it was ready. If it did so by itself, it would do it again: it is
 * too old for the command, is no codex at all, or does not accept its settings.
 */
export const neverReady = (end: ProcessExit): ApiError =>
  end.signal === null
    ? buildError(
        `codex ${exitOf(end)} before it was ready${end.stderr === '' ? '' : `: ${end.stderr}`}; check codexPathOverride, ` +
          'the settings in config and config.toml, and CODEX_HOME',
      )
    : brokenOff(end);

/**
 * Emits the events of a turn up to `turn.completed` or `turn.failed`. Completes when the program has exited after that,
 * or at the end of `exitGrace`. The program needs this time to save the thread. After the end of the turn, further
 * events, errors and the exit code are ignored.
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
 * output:  --a-------#              stream error: codex exited with code 2 before the turn was complete: no such model
 * ```
 *
 * Errors: an `ApiError` if the program exits before the end of its turn, whatever its exit code: of the kind of its last
 * `error` event if that identifies the failure, else of type `stream`.
 * Errors of the source before the end of the turn pass through. Teardown: unsubscribes from the source.
 */
// docs/decisions.md: end of a turn of the agent
export const untilTurnEnds = (
  exit: Observable<ProcessExit>,
  { exitGrace, scheduler = asyncScheduler }: UntilTurnEndsOptions,
): MonoTypeOperatorFunction<ThreadEvent> =>
  operate((subscriber) => {
    let hasEnded = false;
    let reported: ThreadErrorEvent | undefined;
    const complete = () => subscriber.complete();
    const fail = (error: unknown) => subscriber.error(error);
    return {
      next: (event) => {
        if (hasEnded) return;
        if (event.type === 'error' && !event.message.startsWith(RETRY_NOTICE)) reported = event;
        if (endsTurn(event)) {
          hasEnded = true;
          subscriber.add(scheduler.schedule(complete, exitGrace));
        }
        subscriber.next(event);
      },
      error: (cause) => (hasEnded ? complete() : fail(cause)),
      complete: () => {
        if (hasEnded) complete();
        else subscriber.add(exit.pipe(map((end) => brokenOff(end, reported))).subscribe({ next: fail, error: fail }));
      },
    };
  });
