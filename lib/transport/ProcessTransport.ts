import type { Observable } from 'rxjs';
import type { Demand } from '../backpressure/Demand.js';

/** A program to run. */
export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** What is written to its stdin, which is then closed. */
  readonly stdin: string;
}

/** How a process ended. */
export interface ProcessExit {
  /** Null where a signal ended it. */
  readonly code: number | null;
  /** The signal that ended it, e.g. `SIGKILL`. */
  readonly signal: string | null;
  /** The last of what it wrote to stderr, for people: programs write anything there. */
  readonly stderr: string;
}

/** A process, as a value. */
export interface RunningProcess {
  /**
   * What it writes. Subscribe it, once: its subscriber owns the process, and unsubscribing ends it. Completes when the
   * process has ended and all is read. A process whose `stdout` nobody subscribes runs on.
   */
  readonly stdout: Observable<Uint8Array>;
  /** Emits when the process has ended, for whatever reason, and completes; late subscribers hear of it too. Never fails. */
  readonly exit: Observable<ProcessExit>;
}

/** A way to run programs. */
export interface ProcessTransport {
  /**
   * Cold: nothing is run before subscribe. Emits one process when it runs, then completes; unsubscribing before that
   * ends it.
   *
   * Errors: `transport`, `network` with the system's code where the program could not be run.
   *
   * @param demand stdout is read only while it is open. Default: always.
   */
  run(request: ProcessRequest, demand?: Demand): Observable<RunningProcess>;
}
