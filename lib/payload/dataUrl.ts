/** The content of a data URL: its media type, and its bytes as base64. */
export interface Base64Data {
  readonly mediaType: string;
  readonly data: string;
}

const DATA_URL = /^data:([^;,]+)(?:;[^,]*)?;base64,(.*)$/s;

/** Reads a base64 data URL. Returns undefined for any other URL. */
export const readDataUrl = (url: string): Base64Data | undefined => {
  const [, mediaType, data] = DATA_URL.exec(url) ?? [];
  return mediaType === undefined || data === undefined ? undefined : { mediaType, data };
};
