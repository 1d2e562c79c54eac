import { defer, map, of, take, throwError, type Observable } from 'rxjs';
import { alwaysOpen } from '../backpressure/Demand.js';
import { holdWhileClosed } from '../backpressure/holdWhileClosed.js';
import { buildError } from '../protocol/errors/ApiError.js';
import type { ProcessExit, ProcessRequest, ProcessTransport, RunningProcess } from '../transport/ProcessTransport.js';
import { readOnce } from '../transport/readOnce.js';

/** A way to run programs without a process: it answers with the observables it was given and remembers what was asked. */
export interface VirtualProcess extends ProcessTransport {
  /** Every program run so far, with its environment. */
  readonly requests: readonly ProcessRequest[];
}

/**
 * Runs the nth program as the nth observable says, as `virtualTransport` does with requests. Hand it cold observables of a
 * `TestScheduler` and the whole agent runs in virtual time; expect the subscriptions of the output to see when a process
 * was started and when it was ended.
 *
 * A program without an observable left is a `build` error that says how many were expected.
 *
 * @example
 * const stdout = cold('--a--b|', { a: bytes(jsonLines({ type: 'turn.started' })), b: bytes(jsonLines(completedTurn)) });
 * const codex = new Codex({ codexPathOverride: process.execPath, transport: virtualProcess(of(running(stdout))) });
 */
export const virtualProcess = (...attempts: readonly Observable<RunningProcess>[]): VirtualProcess => {
  const requests: ProcessRequest[] = [];
  return {
    requests,
    run: (request, demand = alwaysOpen) =>
      defer(() => {
        const attempt = attempts[requests.push(request) - 1];
        if (attempt === undefined)
          return throwError(() =>
            buildError(`run ${requests.length} was not expected: the virtual process has ${attempts.length} run(s)`),
          );
        return attempt.pipe(
          take(1),
          map(({ stdout, exit }) => ({ stdout: stdout.pipe(readOnce(), holdWhileClosed(demand)), exit })),
        );
      }),
  };
};

/**
 * A process that writes `stdout`. It has ended when `exit` emits: by default at once, with code 0, for whoever asks.
 *
 * @example
 * running(cold('--a|', { a: bytes(jsonLines({ type: 'turn.started' })) }), of(exited({ code: 2, stderr: 'no such model' })));
 */
export const running = (
  stdout: Observable<Uint8Array>,
  exit: Observable<ProcessExit> = of(exited()),
): RunningProcess => ({ stdout, exit });

/**
 * How a process ended: with code 0 and nothing on stderr, or as told.
 *
 * @example
 * const killed = running(NEVER, timer(500).pipe(map(() => exited({ signal: 'SIGKILL' }))));
 */
export const exited = (how: Partial<ProcessExit> = {}): ProcessExit => ({
  code: how.signal === undefined ? 0 : null,
  signal: null,
  stderr: '',
  ...how,
});
