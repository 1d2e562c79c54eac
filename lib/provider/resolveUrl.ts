/** Returns the address of the page or worker; undefined outside of browsers. */
const pageAddress = (): string | undefined => {
  if (!('location' in globalThis)) return undefined;
  const { href, origin } = globalThis.location;
  return URL.canParse('/', href) ? href : origin; // a worker from a blob has an address that nothing resolves against
};

/**
 * Resolves a URL as `fetch` does: a relative one, such as `/api/v1`, against the page. Returns undefined for a relative
 * URL outside of browsers, and for a text that is not a URL.
 *
 * @example
 * resolveUrl('https://api.openai.com/v1')?.host; // 'api.openai.com'
 */
export const resolveUrl = (url: string): URL | undefined => {
  const base = pageAddress();
  if (url === '' || !URL.canParse(url, base)) return undefined;
  return new URL(url, base);
};
