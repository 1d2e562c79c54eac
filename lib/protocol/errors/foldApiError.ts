import { fold, type Cases } from '../codec/fold.js';
import type { ApiErrorData } from './apiErrorData.js';

/**
 * Builds one function over all errors from one handler per `type`. A missing handler is a compile error. The function
 * accepts an `ApiError` or its plain data.
 *
 * @example
 * const again = () => 'Try again.';
 * const pay = () => 'Look at your plan.';
 * const change = () => 'Ask for something else.';
 * const setUp = () => 'Look at the settings.';
 * const advice = foldApiError<string>({
 *   ...{ transport: again, api: again, stream: again, retryable: again, rate_limit: again, server_overloaded: again },
 *   ...{ quota_exceeded: pay, usage_not_included: pay },
 *   ...{ context_window_exceeded: change, invalid_request: change, cyber_policy: change },
 *   ...{ unauthorized: setUp, not_found: setUp, file: setUp },
 *   incomplete: ({ reason }) => `Cut short: ${reason}.`,
 * });
 * answer$.subscribe({ next: render, error: (error) => render(advice(error)) });
 */
export const foldApiError = <R>(cases: Cases<ApiErrorData, R>): ((error: ApiErrorData) => R) =>
  fold<ApiErrorData, R>(cases);
