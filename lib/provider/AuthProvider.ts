import type { ObservableInput } from 'rxjs';
import { buildError } from '../protocol/errors/ApiError.js';
import { isHeaderValue } from './headerRules.js';
import type { HttpRequest } from './HttpRequest.js';

/** A value now, or later as a promise or an observable. */
export type MaybeAsync<T> = ObservableInput<T> | T;

/** Who is asking. Asked anew for every attempt, so a token that changes between two attempts is picked up. Source: wire.md 2.1. */
export interface AuthProvider {
  /** The bearer token; undefined sends none. An empty one, or a failure, ends the call before anything is sent. */
  bearerToken(): MaybeAsync<string | undefined>;
  /** Sent as `ChatGPT-Account-ID`. */
  accountId?(): MaybeAsync<string | undefined>;
  /** Called once when the server answers 401; the request is then sent once more. */
  refresh?(): ObservableInput<unknown>;
}

/** What an `AuthProvider` answered. */
export interface Credentials {
  readonly token: string | undefined;
  readonly accountId: string | undefined;
}

/** No credentials at all, for servers that ask for none. */
export const noAuth: AuthProvider = { bearerToken: () => undefined };

/**
 * A key that must be there: a string, or a function that gives it now or later. A missing key is an error that says so,
 * and nothing is sent.
 *
 * @example
 * bearerAuth(() => process.env.OPENAI_API_KEY);
 */
export const bearerAuth = (key: string | undefined | (() => MaybeAsync<string | undefined>)): AuthProvider => ({
  bearerToken: () => {
    const given = typeof key === 'function' ? key() : key;
    if (given === undefined)
      throw buildError('no API key: bearerAuth was given undefined; is the environment variable set?');
    return given;
  },
});

/**
 * The request with its credentials, which overwrite headers of the same name. A value that is not legal in a header is
 * left out (the server will then say that it is missing) rather than cut. Source: wire.md 2.1, 2.2.
 */
export const authorize = (request: HttpRequest, { token, accountId }: Credentials): HttpRequest => {
  const headers = new Headers(request.headers);
  if (token !== undefined && isHeaderValue(token)) headers.set('authorization', `Bearer ${token}`);
  if (accountId !== undefined && isHeaderValue(accountId)) headers.set('chatgpt-account-id', accountId);
  return { ...request, headers };
};
