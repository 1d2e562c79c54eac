import type { HttpRequest } from '../../lib/provider/HttpRequest.js';

/** A request that holds nothing but its address, and what a test adds to it. */
export const httpRequest = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  url,
  headers: new Headers(),
  body: {},
  ...more,
});
