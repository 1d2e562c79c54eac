import { buildError } from '../protocol/errors/ApiError.js';

/** How many retries a failing server gets, counted over every client that shares it. */
export interface RetryBudget {
  /** Takes a token for an attempt that failed in a way that a retry may mend; false where no retry may follow. */
  recordFailure(): boolean;
  /** Gives a part of a token back for an attempt that was answered. */
  recordSuccess(): void;
}

/** Retries as often as a provider's `retry` says. */
export const unlimitedRetries: RetryBudget = { recordFailure: () => true, recordSuccess: () => undefined };

/** The size of a bucket of tokens. */
export interface RetryBudgetOptions {
  /** How many tokens the bucket holds, and begins with. Default 100. */
  readonly maxTokens?: number | undefined;
  /** What an answered attempt gives back: 0.1 allows one retry for ten answers, in the long run. Default 0.1. */
  readonly tokenRatio?: number | undefined;
}

const positive = (name: string, value: number): number => {
  if (value > 0 && value < Infinity) return value;
  throw buildError(`retryBudget: ${name} is ${value}; expected a number above 0`);
};

/**
 * A bucket of tokens that keeps clients from hammering a server that fails: every failed attempt takes one token, every
 * answered one gives `tokenRatio` back, and there are retries only while the bucket is more than half full. Without
 * retries a failure is delivered at once, as the error that it is. Pass the same budget to all clients of one server; it
 * needs no clock. A wrong number is a `build` error, thrown here. Source: gRPC retry throttling (gRFC A6).
 *
 * @example
 * const budget = retryBudget({ maxTokens: 100, tokenRatio: 0.1 });
 * const responses = new ResponsesClient({ provider, auth, retryBudget: budget });
 * const models = new ModelsClient({ provider, auth, retryBudget: budget });
 */
export const retryBudget = ({ maxTokens = 100, tokenRatio = 0.1 }: RetryBudgetOptions = {}): RetryBudget => {
  const most = positive('maxTokens', maxTokens);
  const ratio = positive('tokenRatio', tokenRatio);
  let tokens = most;
  return {
    recordFailure: () => {
      tokens = Math.max(0, tokens - 1);
      return tokens > most / 2;
    },
    recordSuccess: () => {
      tokens = Math.min(most, tokens + ratio);
    },
  };
};
