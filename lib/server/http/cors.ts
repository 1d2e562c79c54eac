import type { IncomingMessage, ServerResponse } from 'node:http';

/** The names of this machine. A page of another site can reach the server under a name of its own (DNS rebinding). */
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

const hostnameOf = (address: string): string | undefined =>
  URL.canParse(address) ? new URL(address).hostname : undefined;

/** Returns true for a request that was sent to this machine by its own name. */
export const isOwnHost = ({ headers: { host } }: IncomingMessage): boolean =>
  LOOPBACK.has(hostnameOf(`http://${host ?? ''}`) ?? '');

/**
 * Returns true for a request without an `Origin`, from a page of this machine, or from one of the given origins.
 *
 * @param origins the origins of further pages, e.g. `https://app.example`; `*` for all.
 */
export const isAllowedOrigin = ({ headers: { origin } }: IncomingMessage, origins: readonly string[]): boolean =>
  origin === undefined || origins.includes('*') || origins.includes(origin) || LOOPBACK.has(hostnameOf(origin) ?? '');

/**
 * Returns the headers that let a page from another origin read the response and all its headers, including the headers
 * that browsers hide by default (`Retry-After`, `x-request-id`, rate limits). Returns none for a request without an
 * `Origin`. Requests of other origins than the allowed ones are refused before.
 */
export const corsHeaders = ({ headers: { origin } }: IncomingMessage): Readonly<Record<string, string>> =>
  origin === undefined
    ? {}
    : { 'access-control-allow-origin': origin, 'access-control-expose-headers': '*', vary: 'origin' };

/**
 * Returns whether a request is a CORS preflight. A browser sends one to check whether a page may send a request to
 * another origin.
 */
export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

/** Allows the method and the headers that the preflight lists. `*` would not include `authorization`. */
export const answerPreflight = (message: IncomingMessage, response: ServerResponse): void => {
  const { headers } = message;
  response
    .writeHead(204, {
      ...corsHeaders(message),
      'access-control-allow-methods': headers['access-control-request-method'],
      'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
      'access-control-max-age': '600',
    })
    .end();
};
