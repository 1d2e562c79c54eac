import { SpanStatusCode, type Span } from '@opentelemetry/api';
import type { ApiError } from '../protocol/errors/ApiError.js';
import { transportErrorText } from '../protocol/errors/TransportError.js';
import { ATTRIBUTE, OTHER_ERROR } from './attributes.js';

/** Returns `error.type`: the HTTP status of a failed response, else the kind of the error. */
export const errorType = (error: ApiError | undefined): string => {
  if (error === undefined) return OTHER_ERROR;
  if (error.type !== 'transport') return error.type;
  return error.error.type === 'http' ? String(error.error.status) : error.error.type;
};

// An error code is a word or two. A longer text may quote the request.
const CODE = /^[\w.-]{1,64}$/;

/**
 * Describes an error without text from the server, which may quote the prompt or the answer. The `detail` of a `stream`
 * error is written by this library up to its first colon; a quotation may follow.
 */
const describeWithoutQuotes = (error: ApiError): string => {
  switch (error.type) {
    case 'transport': {
      const code = error.code !== undefined && CODE.test(error.code) ? ` (${error.code})` : '';
      return `${transportErrorText(error.error)}${code}`;
    }
    case 'api':
      return `api error ${error.status}`;
    case 'stream':
      return `stream error: ${error.detail.replace(/: .*$/s, '')}`;
    default:
      return error.type.replaceAll('_', ' ');
  }
};

/**
 * Records the failure of a call on its span. No stack is recorded: it would show this library's frames and repeat the
 * message.
 *
 * @param mayQuote true if the server's text may be recorded.
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
