// RFC 9110, sections 5.1 and 5.5: a name is a token; a value has visible characters, spaces, tabs and bytes above 127.
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Returns true for a legal header name. */
export const isHeaderName = (name: string): boolean => NAME.test(name);

/** Returns true for a legal header value. A line break is not legal, as it could inject a second header. */
export const isHeaderValue = (value: string): boolean => VALUE.test(value);

/**
 * Describes an illegal name or value of a header, without the value, which may be a secret. Returns undefined for a
 * legal header.
 */
export const headerFault = (name: string, value: string): string | undefined => {
  if (!isHeaderName(name))
    return `a header name must consist of letters, digits and hyphens, got "${name.replace(/[^\x20-\x7e]/g, '?').slice(0, 40)}"`;
  if (!isHeaderValue(value))
    return `the value of the header ${name} must not contain line breaks or characters above U+00FF; correct the value`;
  return undefined;
};
