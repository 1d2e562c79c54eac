import { defer, map, of, take, throwError, type Observable } from 'rxjs';
import { alwaysOpen } from '../backpressure/Demand.js';
import { holdWhileClosed } from '../backpressure/holdWhileClosed.js';
import { buildError } from '../protocol/errors/ApiError.js';
import type { ProcessExit, ProcessRequest, ProcessTransport, RunningProcess } from '../transport/ProcessTransport.js';
import { readOnce } from '../transport/readOnce.js';

/** A process transport that runs no program. It answers with the given observables and records the requests. */
export interface VirtualProcess extends ProcessTransport {
  /** Every program requested so far, with its environment. */
  readonly requests: readonly ProcessRequest[];
}

/**
 * Creates a process transport that answers the nth request with the nth observable. With cold observables of a
 * `TestScheduler`, the whole agent runs in virtual time. Assert on the subscriptions of the output to check when a
 * process was started and terminated. A function instead of an observable gets the request, whose stdin it can read.
 *
 * Errors: an `ApiError` of type `build`, with the number of observables, if there are more requests than observables.
 *
 * @example
 * const stdout = cold('--a--b|', { a: bytes(jsonLines({ type: 'turn.started' })), b: bytes(jsonLines(completedTurn)) });
 * const codex = new Codex({ codexPathOverride: process.execPath, transport: virtualProcess(of(running(stdout))) });
 */
export const virtualProcess = (
  ...attempts: readonly (Observable<RunningProcess> | ((request: ProcessRequest) => Observable<RunningProcess>))[]
): VirtualProcess => {
  const requests: ProcessRequest[] = [];
  return {
    requests,
    run: (request, demand = alwaysOpen) =>
      defer(() => {
        const attempt = attempts[requests.push(request) - 1];
        if (attempt === undefined)
          return throwError(() =>
            buildError(
              `unexpected run ${requests.length}: virtualProcess was given ${attempts.length} observable(s); pass one for each run`,
            ),
          );
        return (typeof attempt === 'function' ? attempt(request) : attempt).pipe(
          take(1),
          map(({ stdout, exit }) => ({ stdout: stdout.pipe(readOnce(), holdWhileClosed(demand)), exit })),
        );
      }),
  };
};

/**
 * Creates a process that writes `stdout`. The process exits when `exit` emits. Default: `exit` emits code 0 on
 * subscription.
 *
 * @example
 * running(cold('--a|', { a: bytes(jsonLines({ type: 'turn.started' })) }), of(exited({ code: 2, stderr: 'no such model' })));
 */
export const running = (
  stdout: Observable<Uint8Array>,
  exit: Observable<ProcessExit> = of(exited()),
): RunningProcess => ({ stdout, exit });

/**
 * Creates the exit of a process. Default: code 0 and an empty stderr; the code is null if a `signal` is given.
 *
 * @example
 * const killed = running(NEVER, timer(500).pipe(map(() => exited({ signal: 'SIGKILL' }))));
 */
export const exited = (exit: Partial<ProcessExit> = {}): ProcessExit => ({
  code: exit.signal === undefined ? 0 : null,
  signal: null,
  stderr: '',
  ...exit,
});
