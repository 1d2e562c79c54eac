import type { Observable } from 'rxjs';
import type { Demand } from '../backpressure/Demand.js';

/** A program to run. */
export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  /** The complete environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** The text that is written to stdin, which is then closed. */
  readonly stdin: string;
}

/** The end of a process. */
export interface ProcessExit {
  /** The exit code; null if a signal terminated the process. */
  readonly code: number | null;
  /** The signal that terminated the process, e.g. `SIGKILL`; null if the process exited by itself. */
  readonly signal: string | null;
  /** The last part of stderr, for people. Its format is not specified. */
  readonly stderr: string;
}

/** A running process. */
export interface RunningProcess {
  /**
   * The output of the process. Subscribe to it exactly once: the subscriber owns the process, and unsubscribing
   * terminates it. Completes when the process has ended and all output has been read. Without a subscription to
   * `stdout`, the process continues.
   */
  readonly stdout: Observable<Uint8Array>;
  /**
   * Emits when the process has ended for any reason, then completes. Late subscribers receive the value too. Never
   * fails.
   */
  readonly exit: Observable<ProcessExit>;
}

/** A runner of programs. */
export interface ProcessTransport {
  /**
   * Starts a program on subscription. Emits the process once it runs, then completes. Unsubscribing before that
   * terminates the process.
   *
   * Errors: an `ApiError` of type `transport` (`network`), with the error code of the system, if the program could not
   * be started.
   *
   * @param demand controls backpressure: stdout is read only while it is open. Default: always open.
   */
  run(request: ProcessRequest, demand?: Demand): Observable<RunningProcess>;
}
