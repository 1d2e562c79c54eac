import { apiError, apiErrorKind, type ApiError, type ApiErrorKind } from './ApiError.js';
import { apiErrorData, type ApiErrorData } from './apiErrorData.js';
import type { StreamReason } from './StreamReason.js';
import type { HttpError, TransportError } from './TransportError.js';

const MASK = '[redacted]';
// Keys as providers form them (`sk-proj-…`, `AIza…`), and the password in front of a host.
const SECRETS = /\b(?:sk|rk|pk|gsk|xai|key|pat|ghp|hf)[-_][\w-]{8,}|\bAIza[\w-]{10,}|(?<=:\/\/)[^/\s@]+@/gi;

const mask = (text: string): string => text.replace(SECRETS, MASK);

// The response of a provider holds the account in its headers, and its own words about the key in its body.
const bare = ({ type, status }: HttpError): HttpError => ({ type, status, headers: {}, body: '', url: '' });

const publicTransport = (error: TransportError): TransportError => {
  switch (error.type) {
    case 'http':
      return bare(error);
    case 'network':
      return { ...error, detail: 'the provider could not be reached' }; // the text names hosts of the internal network
    case 'build':
      return { ...error, detail: 'the server could not build the request' };
    case 'timeout':
      return { type: 'timeout' };
  }
};

/** What a page learns for reasons whose detail is the text of an exception, or the stderr of a program. */
const INTERNAL: Readonly<Partial<Record<StreamReason, string>>> = {
  exception: 'the server failed',
  process_ended: 'a program of the server ended before the answer was complete',
};

const publicKind = (kind: ApiErrorKind): ApiErrorKind => {
  switch (kind.type) {
    case 'transport': {
      const { detail, ...rest } = kind;
      const isHttp = kind.error.type === 'http';
      return { ...rest, error: publicTransport(kind.error), ...(isHttp && detail ? { detail: mask(detail) } : {}) };
    }
    case 'unauthorized': {
      const { detail: _, ...rest } = kind; // providers repeat a part of the key
      return kind.error === undefined ? rest : { ...rest, error: bare(kind.error) };
    }
    case 'file':
      return { type: 'file', detail: 'a file of the server could not be read or written' };
    case 'stream':
      return { ...kind, detail: INTERNAL[kind.reason] ?? mask(kind.detail) };
    case 'incomplete':
      return { ...kind, reason: mask(kind.reason) };
    case 'api':
      return { ...kind, detail: mask(kind.detail) };
    case 'retryable':
    case 'cyber_policy':
      return { ...kind, detail: mask(kind.detail), ...(kind.error === undefined ? {} : { error: bare(kind.error) }) };
    default:
      return {
        ...kind,
        ...(kind.detail === undefined ? {} : { detail: mask(kind.detail) }),
        ...(kind.error === undefined ? {} : { error: bare(kind.error) }),
      };
  }
};

/**
 * Returns the part of an error that a browser may see: its kind, status, code, delay and the provider's message. Left
 * out are the headers, body and URL of the provider's response, paths of files, names of internal hosts, messages of
 * exceptions, and whatever looks like a key.
 *
 * @example
 * publicError(apiError({ type: 'unauthorized', status: 401, detail: 'Incorrect API key: sk-1234567890' })).message; // 'unauthorized'
 */
export const publicError = (error: ApiError): ApiErrorData => {
  const kind = publicKind(apiErrorKind(error));
  const code = error.code === undefined ? {} : { code: mask(error.code) };
  const requestId = error.request_id === undefined ? undefined : mask(error.request_id);
  return apiErrorData(apiError({ ...kind, ...code }, { requestId }));
};
