/** The failures before the response that are retried, the number of retries, and the delays between them. */
export interface RetryConfig {
  /** The number of retries after the first attempt: 4 allows 5 requests. Default: 4, at most 100. */
  readonly maxAttempts: number;
  /**
   * The delay before the first retry, in milliseconds. Each further delay is about twice the previous one. Default:
   * 200.
   */
  readonly baseDelay: number;
  /**
   * The longest delay, in milliseconds. If the server requests a longer one, the call fails immediately. Default: 60
   * 000.
   */
  readonly maxDelay: number;
  /** Retries status 429, unless its body reports an exhausted quota. Default: true. */
  readonly retry429: boolean;
  /** Retries every status from 500. Default: true. */
  readonly retry5xx: boolean;
  /**
   * Retries failed connections, and timeouts while waiting for the head (status and headers) of a response. Default:
   * true.
   */
  readonly retryTransport: boolean;
  /** Further statuses that are retried. Default: 408 and 409. */
  readonly retryStatuses: readonly number[];
}

export const defaultRetryConfig: RetryConfig = {
  maxAttempts: 4,
  baseDelay: 200,
  maxDelay: 60_000,
  retry429: true,
  retry5xx: true,
  retryTransport: true,
  retryStatuses: [408, 409],
};

/** The largest `maxAttempts`. A larger value is reduced to it. */
// docs/wire.md, section 1.5
export const MAX_ATTEMPTS_CAP = 100;
