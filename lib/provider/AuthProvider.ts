import type { ObservableInput } from 'rxjs';
import { buildError } from '../protocol/errors/ApiError.js';
import { isHeaderValue } from './headerRules.js';
import type { HttpRequest } from './HttpRequest.js';

/** A value now, or later as a promise or an observable. */
export type MaybeAsync<T> = ObservableInput<T> | T;

/** A request as it will be sent, for signatures. */
export interface SignableRequest {
  readonly method: string;
  /** The complete URL, with its query. */
  readonly url: string;
  /** All headers so far. */
  readonly headers: Headers;
  /** The bytes of the body; empty without a body. With `compression: 'zstd'`, the bytes before the compression. */
  readonly body: Uint8Array;
}

/** A source of credentials. Every attempt reads the source, so that a token may change between two attempts. */
export interface AuthProvider {
  /**
   * Returns the bearer token, or undefined to send none. An empty token, or a failure, ends the call before anything is
   * sent.
   */
  bearerToken(): MaybeAsync<string | undefined>;
  /** The header that carries the token, without `Bearer`. Default: `authorization`, with `Bearer`. */
  readonly header?: string | undefined;
  /** Returns the account id, sent in the header `ChatGPT-Account-ID`. */
  accountId?(): MaybeAsync<string | undefined>;
  /**
   * Returns headers for one request, e.g. a signature over its body. Called for every attempt, after the token and the
   * account id were added. The headers overwrite others of the same name.
   */
  authorize?(request: SignableRequest): ObservableInput<Readonly<Record<string, string>>>;
  /** Renews the credentials. Called once, after a response with status 401; the request is then sent once more. */
  refresh?(): ObservableInput<unknown>;
}

/** The credentials that an `AuthProvider` returned. */
export interface Credentials {
  readonly token: string | undefined;
  readonly accountId: string | undefined;
  readonly header?: string | undefined;
}

/** No credentials, for servers that require none. */
export const noAuth: AuthProvider = { bearerToken: () => undefined };

/**
 * Creates an `AuthProvider` from a key: a string, or a function that returns the key or a promise or an observable of
 * the key.
 *
 * Errors: an `ApiError` of type `transport` (`build`) if the key, or the result of the function, is undefined. Nothing
 * is sent then.
 *
 * @example
 * bearerAuth(() => process.env.OPENAI_API_KEY);
 */
export const bearerAuth = (key: string | undefined | (() => MaybeAsync<string | undefined>)): AuthProvider => ({
  bearerToken: () => {
    const given = typeof key === 'function' ? key() : key;
    if (given === undefined)
      throw buildError('the API key must be a string, got undefined; check that its environment variable is set');
    return given;
  },
});

/**
 * Creates an `AuthProvider` that sends a key in a header of its own: `x-api-key` for Anthropic, `x-goog-api-key` for
 * Gemini, `api-key` for Azure.
 *
 * Errors: as for `bearerAuth`.
 *
 * @example
 * apiKeyAuth('x-api-key', () => process.env.ANTHROPIC_API_KEY);
 */
export const apiKeyAuth = (
  header: string,
  key: string | undefined | (() => MaybeAsync<string | undefined>),
): AuthProvider => ({ ...bearerAuth(key), header });

/**
 * Adds credentials to a request. They overwrite headers of the same name. A value that is not legal in a header is left
 * out and not truncated. A client reports such a value before it sends anything.
 *
 * @example
 * const signed = authorize(request, { token: 'the-key', accountId: undefined });
 */
export const authorize = (request: HttpRequest, { token, accountId, header }: Credentials): HttpRequest => {
  const headers = new Headers(request.headers);
  if (token !== undefined && isHeaderValue(token))
    headers.set(header ?? 'authorization', header === undefined ? `Bearer ${token}` : token);
  if (accountId !== undefined && isHeaderValue(accountId)) headers.set('chatgpt-account-id', accountId);
  return { ...request, headers };
};
