import type { IncomingMessage, ServerResponse } from 'node:http';

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
