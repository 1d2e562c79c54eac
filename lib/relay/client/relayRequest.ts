import { buildError } from '../../protocol/errors/ApiError.js';
import { noAuth, type AuthProvider } from '../../provider/AuthProvider.js';
import type { HttpRequest } from '../../provider/HttpRequest.js';
import { resolveUrl } from '../../provider/resolveUrl.js';
import type { HeadersOption } from './RelayClientOptions.js';
import { settled } from '../store/settled.js';

/** The parts of a request to a relay. */
export interface RelayRequestParts {
  readonly method: HttpRequest['method'];
  readonly url: string;
  readonly headers: HeadersOption;
  readonly params: Readonly<Record<string, string>>;
  /** The number of the last frame that was received. It is sent as `Last-Event-ID`. */
  readonly after?: number;
  readonly body?: unknown;
}

const headersOf = (headers: HeadersOption): Headers => {
  try {
    return new Headers(typeof headers === 'function' ? {} : headers);
  } catch (cause) {
    throw buildError('the option headers has a name or a value that is not legal in a header', cause);
  }
};

/** Builds a request to a relay. Throws a `build` error for an invalid URL or header. */
export const relayRequest = ({ method, url, headers, params, after = 0, body }: RelayRequestParts): HttpRequest => {
  const resolved = resolveUrl(url);
  if (resolved === undefined) throw buildError('url must be a complete URL, or, in a page, a path such as /api/chat');
  for (const [name, value] of Object.entries(params)) resolved.searchParams.set(name, value);
  resolved.hash = '';
  const all = headersOf(headers);
  all.set('accept', 'text/event-stream');
  if (after > 0) all.set('last-event-id', String(after));
  if (body === undefined) return { method, url: resolved.href, headers: all };
  all.set('content-type', 'application/json');
  return { method, url: resolved.href, headers: all, body };
};

/** Adds the headers that a function returns to each request. */
export const headersAuth = (headers: HeadersOption): AuthProvider =>
  typeof headers === 'function' ? { ...noAuth, authorize: () => settled(headers()) } : noAuth;
