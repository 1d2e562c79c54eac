/** The origin of a URL as it is written, as the key of its connections; the text itself if it is not a URL. */
export const originOf = (url: string): string => /^[a-z][a-z+.-]*:\/\/[^/?#]*/i.exec(url)?.[0] ?? url;
