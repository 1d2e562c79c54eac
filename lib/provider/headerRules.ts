import { kindOf } from '../protocol/codec/kindOf.js';

// RFC 9110, sections 5.1 and 5.5: a name is a token; a value has visible characters, spaces, tabs and bytes above 127.
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Returns true for a legal header name. */
export const isHeaderName = (name: string): boolean => NAME.test(name);

/** Returns true for a legal header value. A line break is not legal, as it could inject a second header. */
export const isHeaderValue = (value: string): boolean => VALUE.test(value);

/**
 * The headers that frame a message or belong to one connection. A wrong one makes the server read the rest of the body as
 * another request, which may be the next user's.
 */
const FRAMING: ReadonlySet<string> = new Set([
  ...['connection', 'content-length', 'expect', 'http2-settings', 'keep-alive', 'proxy-connection', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade'],
]);

/** A name that is itself a key, because two arguments were swapped, is not shown. */
const shown = (name: string): string =>
  name.length >= 20 && /\d/.test(name) ? `${name.slice(0, 3)}…` : name.replace(/[^\x20-\x7e]/g, '?').slice(0, 40);

/** Describes a header that the transport sets itself. Returns undefined if there is none. */
export const framingFault = (headers: Iterable<readonly [string, string]>): string | undefined => {
  for (const [name] of headers)
    if (FRAMING.has(name.toLowerCase()))
      return `the header ${name.toLowerCase()} is set by the transport and must not be among the headers; remove it`;
  return undefined;
};

/**
 * Describes an illegal name or value of a header, without the value, which may be a secret. Returns undefined for a
 * legal header.
 */
export const headerFault = (name: string, value: unknown): string | undefined => {
  if (!isHeaderName(name)) return `a header name must consist of letters, digits and hyphens, got "${shown(name)}"`;
  if (typeof value !== 'string')
    return `the value of the header ${shown(name)} must be a string, got ${kindOf(value)}; check that its environment variable is set`;
  if (!isHeaderValue(value))
    return `the value of the header ${shown(name)} must not contain line breaks or characters above U+00FF; correct the value`;
  return framingFault([[name, value]]);
};
