/** The origin of a URL, as the key of its connections; the text itself if it is not a URL. */
export const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);
