import type { IncomingMessage, ServerResponse } from 'node:http';
import { foreignHost, foreignOrigin, type Refusal } from './refusals.js';

/** The names of this machine. A page of another site can reach the server under a name of its own (DNS rebinding). */
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

const hostnameOf = (address: string): string | undefined =>
  URL.canParse(address) ? new URL(address).hostname : undefined;

/** Returns true for a request that was sent to this machine by its own name. */
const isOwnHost = ({ headers: { host } }: IncomingMessage): boolean =>
  LOOPBACK.has(hostnameOf(`http://${host ?? ''}`) ?? '');

/**
 * Returns true for a request of a program, from a page of this machine, or from one of the given origins.
 *
 * @param origins the origins of further pages, e.g. `https://app.example`; `*` for all.
 */
const isAllowedOrigin = ({ headers }: IncomingMessage, origins: readonly string[]): boolean => {
  const { origin } = headers;
  if (origins.includes('*')) return true;
  // A browser sends no `Origin` for a picture, a script or a link. The request would still take a script of a test.
  if (origin === undefined) return headers['sec-fetch-site'] !== 'cross-site';
  return origins.includes(origin) || LOOPBACK.has(hostnameOf(origin) ?? '');
};

/** Returns the refusal of a request that a foreign page has sent. */
export const refusalOfStranger = (message: IncomingMessage, origins: readonly string[] = []): Refusal | undefined => {
  if (!isOwnHost(message)) return foreignHost();
  return isAllowedOrigin(message, origins) ? undefined : foreignOrigin();
};

/** Refuses such a request. It is not recorded, and the page cannot read the answer, which lacks the headers for that. */
export const answerStranger = (response: ServerResponse, { status, error }: Refusal): void => {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ error }));
};
