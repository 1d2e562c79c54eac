// RFC 9110: a name is a token; a value holds visible characters, spaces, tabs and bytes above 127.
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** True for a name that may be sent. */
export const isHeaderName = (name: string): boolean => NAME.test(name);

/** True for a value that may be sent: no line break can smuggle in a second header. */
export const isHeaderValue = (value: string): boolean => VALUE.test(value);

/** What is wrong with a header, without its value, which may be a secret; undefined if nothing is. */
export const headerFault = (name: string, value: string): string | undefined => {
  if (!isHeaderName(name)) return `"${name.replace(/[^\x20-\x7e]/g, '?').slice(0, 40)}" is not a legal header name`;
  if (!isHeaderValue(value))
    return `the value of the header ${name} has a character that is not legal in a header, such as a line break`;
  return undefined;
};
