import type { Observable } from 'rxjs';
import type { Demand } from '../backpressure/Demand.js';

/** A program to run. */
export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  /** The complete environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * The text that is written to stdin. An observable is subscribed to when the process runs; each text is written as it
   * is emitted. Stdin is closed after the text, or when the observable completes.
   */
  readonly stdin: string | Observable<string>;
  /**
   * The first step of terminating the process: `signal` sends it an interrupt, `stdin` closes its stdin and waits for
   * it. Default: `signal`.
   */
  readonly ending?: 'signal' | 'stdin' | undefined;
  /** Called with each piece of text that the process writes to stderr. */
  readonly onStderr?: ((text: string) => void) | undefined;
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
