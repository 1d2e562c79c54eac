import { buildError } from '../protocol/errors/ApiError.js';

/** A limit on the retries of all clients that share it. */
export interface RetryBudget {
  /** Takes a token for a failed attempt that could be retried. Returns false if a retry is not allowed. */
  recordFailure(): boolean;
  /** Returns a part of a token for a successful attempt. */
  recordSuccess(): void;
}

/** A budget without a limit: only the `retry` of the provider applies. */
export const unlimitedRetries: RetryBudget = { recordFailure: () => true, recordSuccess: () => undefined };

/** Options for `retryBudget`. */
export interface RetryBudgetOptions {
  /** The capacity of the bucket, which is initially full. Default: 100. */
  readonly maxTokens?: number | undefined;
  /**
   * The part of a token that a successful attempt returns. With 0.1, one retry is possible per ten successes on
   * average. Default: 0.1.
   */
  readonly tokenRatio?: number | undefined;
}

const positive = (name: string, value: number): number => {
  if (value > 0 && value < Infinity) return value;
  throw buildError(`retryBudget: ${name} must be a finite number above 0, got ${value}`);
};

/**
 * Creates a token bucket that limits the load of retries on a failing server. A failed attempt takes one token, and a
 * successful one returns `tokenRatio`. Retries are allowed only while the bucket is more than half full; otherwise a
 * failure is delivered immediately. Pass the same budget to all clients of one server. The budget needs no clock.
 *
 * Errors: throws a `build` error for a number that is not greater than 0.
 *
 * @example
 * const budget = retryBudget({ maxTokens: 100, tokenRatio: 0.1 });
 * const responses = new ResponsesClient({ provider, auth, retryBudget: budget });
 * const models = new ModelsClient({ provider, auth, retryBudget: budget });
 */
// The algorithm is that of gRPC retry throttling: gRFC A6.
export const retryBudget = ({ maxTokens = 100, tokenRatio = 0.1 }: RetryBudgetOptions = {}): RetryBudget => {
  const capacity = positive('maxTokens', maxTokens);
  const ratio = positive('tokenRatio', tokenRatio);
  let tokens = capacity;
  return {
    recordFailure: () => {
      tokens = Math.max(0, tokens - 1);
      return tokens > capacity / 2;
    },
    recordSuccess: () => {
      tokens = Math.min(capacity, tokens + ratio);
    },
  };
};
