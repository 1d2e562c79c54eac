import type { ApiErrorData } from './apiErrorData.js';
import { isQuotaCode } from './meaning/failureCodes.js';
import { foldApiError } from './foldApiError.js';
import { ABORTED, isTlsFailure, type TransportError } from './TransportError.js';

const AGAIN = 'Please try again.';
const LATER = 'Please try again later.';
const SET_UP = 'The app is not set up correctly. Please contact its support.';
const SIGN_IN = 'The app may not use this service at the moment. Please contact its support.';
const BUSY = 'The service is busy. Please wait a moment and try again.';
const USED_UP = 'The allowance for this service is used up. Please check your plan, or contact support.';
const REPHRASE = 'This request cannot be answered. Please change it and try again.';

/** Formats a delay for people, in the largest suitable unit. */
const wait = (delay: number): string => {
  const seconds = Math.max(1, Math.ceil(delay / 1000));
  const [amount, unit] =
    seconds < 60
      ? [seconds, 'second']
      : seconds < 3600
        ? [Math.ceil(seconds / 60), 'minute']
        : [Math.ceil(seconds / 3600), 'hour'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
};

const inTime = (delay: number | undefined): string =>
  delay === undefined ? BUSY : `The service is busy. Please try again in ${wait(delay)}.`;

const forStatus = (status: number): string => {
  if (status === 401 || status === 403) return SIGN_IN;
  if (status === 413) return 'The request is too long. Please shorten it and try again.';
  if (status === 429) return BUSY;
  if (status === 408 || status === 409 || status >= 500) return `The service has a problem. ${LATER}`;
  return SET_UP;
};

const forTransport = (error: TransportError): string => {
  switch (error.type) {
    case 'http':
      return forStatus(error.status);
    case 'timeout':
      return `The service did not answer in time. ${AGAIN}`;
    case 'network':
      if (error.code === ABORTED) return 'The request was cancelled.';
      return isTlsFailure(error)
        ? SET_UP
        : 'The service cannot be reached. Please check your connection and try again.';
    case 'build':
      return SET_UP;
  }
};

/** Returns advice about an error for the user of an application. It names no address, option or status. */
export const userAdviceFor: (error: ApiErrorData) => string = foldApiError<string>({
  transport: ({ error, code }) => (isQuotaCode(code) ? USED_UP : forTransport(error)),
  api: ({ status, code }) => (isQuotaCode(code) ? USED_UP : forStatus(status)),
  stream: ({ reason }) => {
    if (reason === 'closed_by_caller') return 'The request was cancelled.';
    if (reason === 'refused') return REPHRASE;
    if (reason === 'idle') return `The service stopped answering. ${AGAIN}`;
    return reason === 'not_event_stream' || reason === 'not_json' || reason === 'already_read'
      ? SET_UP
      : `The answer was interrupted. ${AGAIN}`;
  },
  file: () => 'A file could not be read or written. Please check it and try again.',
  unauthorized: () => SIGN_IN,
  not_found: () => 'The chosen model is not available. Please choose another one.',
  context_window_exceeded: () => 'The conversation is too long. Please shorten it, or start a new one.',
  quota_exceeded: () => USED_UP,
  usage_not_included: () => 'Your plan does not include this. Please upgrade it, or choose another model.',
  retryable: ({ delay }) => (delay === undefined ? AGAIN : inTime(delay)),
  rate_limit: ({ delay, retryable }) =>
    retryable === false ? 'The request is too long. Please shorten it and try again.' : inTime(delay),
  incomplete: () => 'The answer is not complete. Please ask for a shorter one.',
  invalid_request: () => REPHRASE,
  server_overloaded: ({ delay }) => inTime(delay),
  cyber_policy: () => 'This request is not allowed. Please rephrase it.',
});
