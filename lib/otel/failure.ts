import { SpanStatusCode, type Span } from '@opentelemetry/api';
import { isApiError, type ApiError } from '../protocol/errors/ApiError.js';
import { reasonOf } from '../protocol/errors/reasonOf.js';
import { responseOf } from '../protocol/errors/responseOf.js';
import type { StreamReason } from '../protocol/errors/StreamReason.js';
import { transportErrorText } from '../protocol/errors/TransportError.js';
import { redactApiError } from '../telemetry/redactApiError.js';
import { ATTRIBUTE, OTHER_ERROR } from './attributes.js';

/** Returns `error.type`: the HTTP status of a failed response; for other errors, their kind. */
export const errorType = (error: ApiError | undefined): string => {
  if (error === undefined) return OTHER_ERROR;
  const response = responseOf(error);
  if (response !== undefined) return String(response.status);
  return error.type === 'transport' ? error.error.type : error.type;
};

// An error code is one or two words. A longer string may quote the request.
const CODE = /^[\w.-]{1,64}$/;

/** The reasons whose detail may quote received data or the message of an error from other code. */
const QUOTING: ReadonlySet<StreamReason> = new Set([
  'not_event_stream',
  'not_json',
  'malformed',
  'undecodable',
  'refused',
  'connection_lost',
  'turn_failed',
  'process_ended',
  'exception',
]);

/** Returns a description of an error without the server's message, which may quote the prompt or the answer. */
const describeWithoutQuotes = (error: ApiError): string => {
  const code = error.code !== undefined && CODE.test(error.code) ? ` (${error.code})` : '';
  const response = responseOf(error);
  if (response !== undefined) return `${transportErrorText(response)}${code}`;
  switch (error.type) {
    case 'transport':
      return `${transportErrorText(error.error)}${code}`;
    case 'api':
      return `api error ${error.status}`;
    case 'stream':
      return `stream error: ${QUOTING.has(error.reason) ? error.reason.replaceAll('_', ' ') : error.detail}${code}`;
    default:
      return error.type.replaceAll('_', ' ');
  }
};

/**
 * Records the failure of a call on its span. No stack is recorded: it would show this library's frames and repeat the
 * message.
 *
 * @param mayQuote whether the server's message may be recorded.
 */
export const recordFailure = (span: Span, error: ApiError | undefined, mayQuote: boolean): void => {
  const type = errorType(error);
  span.setAttribute(ATTRIBUTE.errorType, type);
  if (error === undefined) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    return;
  }
  const message = mayQuote ? error.message : describeWithoutQuotes(error);
  span.recordException({ name: error.name, message });
  span.setStatus({ code: SpanStatusCode.ERROR, message });
};

/** Returns `error.type` of an error that may be any value: for an `Error` that is no `ApiError`, its name. */
export const anyErrorType = (error: unknown): string => {
  if (isApiError(error)) return errorType(error);
  return error instanceof Error && CODE.test(error.name) ? error.name : OTHER_ERROR;
};

/** Options for `recordAnyFailure`. */
interface FailureOptions {
  /** Is true if the message of the error may be recorded. */
  readonly mayQuote: boolean;
  /** Masks secrets in the texts of an error that comes from other code. */
  readonly redact: (text: string) => string;
}

/** Records a failure whose error may be any value, such as that of a tool. */
export const recordAnyFailure = (span: Span, error: unknown, { mayQuote, redact }: FailureOptions): void => {
  if (isApiError(error)) return recordFailure(span, redactApiError(error, redact), mayQuote);
  const name = redact(anyErrorType(error));
  const message = mayQuote ? redact(reasonOf(error)) : '';
  span.setAttribute(ATTRIBUTE.errorType, name);
  span.recordException({ name, message });
  span.setStatus({ code: SpanStatusCode.ERROR, ...(mayQuote ? { message } : {}) });
};
