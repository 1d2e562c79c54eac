import type { SchedulerLike } from 'rxjs';
import type { Undefinable } from '../../provider/Provider.js';
import type { RetryConfig } from '../../provider/RetryConfig.js';
import type { Fetch } from '../../transport/fetchTransport.js';
import type { RetryReport } from '../../telemetry/Telemetry.js';
import type { HttpTransport } from '../../transport/HttpTransport.js';

/** Options for `RelayClient`. */
export interface RelayClientOptions {
  /** The address of the relay. In a page it may be relative: `/api/chat`. */
  readonly url: string;
  /** Headers of every request, e.g. a token against forged requests. A function is called for every request. */
  readonly headers?: HeadersOption | undefined;
  /** Another implementation of `fetch`, e.g. one that sends cookies to another origin. Default: the global one. */
  readonly fetch?: Fetch | undefined;
  /** The transport that sends the requests. Default: `fetchTransport` with the option `fetch`. */
  readonly transport?: HttpTransport | undefined;
  /**
   * The longest silence of a connection, in milliseconds. The heartbeats of the relay count, so it must be longer than
   * the relay's `heartbeat`. Default: 45 000.
   */
  readonly idleTimeout?: number | undefined;
  /** The longest wait for the response of the relay, in milliseconds. Default: 30 000. */
  readonly connectTimeout?: number | undefined;
  /**
   * The number of attempts to reopen a lost connection, and the delays before them. Attempts are counted from the last
   * frame or heartbeat. If the relay requests a longer delay than `maxDelay` (10 s), the answer fails at once with this
   * `delay`, so that a page can show it. Default: 6 attempts, the first after 200 ms.
   */
  readonly retry?: Undefinable<RetryConfig> | undefined;
  /** Creates the ids of answers and readers: 8 to 64 letters, digits, `-` and `_`. Default: 128 random bits. */
  readonly createId?: (() => string) | undefined;
  /** Runs every wait. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
  /** The random part of the delays, from 0 to 1. Default: Math.random. */
  readonly random?: (() => number) | undefined;
}

/** Headers, or a function that returns the headers of a request. */
export type HeadersOption =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | PromiseLike<Readonly<Record<string, string>>>);

/** A position in an answer of a relay. Store it, e.g. in `sessionStorage`, to continue after a reload of the page. */
export interface RelayCursor {
  /** The id of the answer. */
  readonly answer: string;
  /** The number of the last frame that was received. Default: 0, so the answer is read from its beginning. */
  readonly after?: number | undefined;
}

/** Options for one answer of a relay. */
export interface RelayStreamOptions {
  /** Ends the answer with an error when it fires. */
  readonly signal?: AbortSignal | undefined;
  /**
   * A callback, called with the position after each value, and with the position 0 before the request is sent. Its
   * exceptions end the answer.
   */
  readonly onCursor?: ((cursor: RelayCursor & { readonly after: number }) => void) | undefined;
  /**
   * Lets the answer continue at the relay for `grace` milliseconds when this reader unsubscribes. Default: false, so
   * the answer is stopped at once if no other reader remains.
   */
  readonly keepOnLeave?: boolean | undefined;
  /** A callback, called before each delay after which a lost connection is opened again. Its exceptions are dropped. */
  readonly onRetry?: ((report: RetryReport) => void) | undefined;
  /** A callback, called if a proxy on the way has buffered the answer and passed it on in one piece. */
  readonly onBuffering?: ((report: BufferingReport) => void) | undefined;
}

/** Two durations that show that an answer was buffered on its way. */
export interface BufferingReport {
  /** The time from the first to the last frame at the relay, in milliseconds. */
  readonly sent: number;
  /** The time from the first to the last frame here, in milliseconds. */
  readonly received: number;
}
