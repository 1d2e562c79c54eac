import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * The headers that let a page of any other origin read an answer, those of it included that browsers hide (`Retry-After`,
 * `x-request-id`, rate limits); none for a request that tells no origin. What a script says is no secret, so no origin is
 * refused.
 */
export const corsHeaders = ({ headers: { origin } }: IncomingMessage): Readonly<Record<string, string>> =>
  origin === undefined
    ? {}
    : { 'access-control-allow-origin': origin, 'access-control-expose-headers': '*', vary: 'origin' };

/** Whether a browser asks, before the request itself, if a page may send it. */
export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

/** Allows what the browser asks for: each method and header by its name, as `*` would not cover `authorization`. */
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
