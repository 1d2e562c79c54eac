/** Returns the address of the page or worker; undefined outside of browsers. */
const pageAddress = (): string | undefined => {
  if (!('location' in globalThis)) return undefined;
  const { href, origin } = globalThis.location;
  return URL.canParse('/', href) ? href : origin; // nothing resolves against the address of a worker from a blob
};

/** Returns the origin of the page or worker, e.g. `https://app.example`; undefined outside of browsers. */
export const pageOrigin = (): string | undefined => {
  const address = pageAddress();
  return address !== undefined && URL.canParse(address) ? new URL(address).origin : undefined;
};

// A host without a scheme, such as api.openai.com/v1, would be resolved to a path below the page.
const RELATIVE = /^\.{0,2}\//;

/** Returns whether a URL is relative to the page, such as `/api/v1`. */
export const isRelative = (url: string): boolean => RELATIVE.test(url);

/**
 * Resolves a URL that may be relative, such as `/api/v1`, against the page, as `fetch` does. Returns undefined for a
 * relative URL outside of browsers, and for a text that is not a URL.
 *
 * @example
 * resolveUrl('https://api.openai.com/v1')?.host; // 'api.openai.com'
 */
export const resolveUrl = (url: string): URL | undefined => {
  if (URL.canParse(url)) return new URL(url);
  const page = pageAddress();
  return isRelative(url) && URL.canParse(url, page) ? new URL(url, page) : undefined;
};
