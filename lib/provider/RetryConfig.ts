/** Which failures of opening an exchange are tried again, how often and how fast. Source: wire.md 3.4, design 7. */
export interface RetryConfig {
  /** Retries after the first attempt: 4 allows 5 requests. Default 4, at most 100. */
  readonly maxAttempts: number;
  /** The first wait in milliseconds; each further one is about twice the last. Default 200. */
  readonly baseDelay: number;
  /** The longest wait in milliseconds. A server that asks for more gets no retry at all. Default 60 000. */
  readonly maxDelay: number;
  /** Retry 429, unless it says that a quota is used up. Default true. */
  readonly retry429: boolean;
  /** Retry every 5xx. Default true. */
  readonly retry5xx: boolean;
  /** Retry lost connections and heads that do not come. Default true. */
  readonly retryTransport: boolean;
  /** Further statuses to retry. Default 408 and 409. */
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

/** More retries than this are silently lowered to it: wire.md 1.5. */
export const MAX_ATTEMPTS_CAP = 100;
