/**
 * The maximum number of arguments for one `String.fromCharCode`, far below the stack limit of any engine. It is a
 * multiple of 3, so that only the last piece of a base64 string is padded.
 */
const PIECE = 3 * 8192;

const joinPieces = (bytes: Uint8Array, write: (piece: string) => string): string => {
  let text = '';
  for (let offset = 0; offset < bytes.length; offset += PIECE)
    text += write(String.fromCharCode(...bytes.subarray(offset, offset + PIECE)));
  return text;
};

/**
 * Converts bytes to a string with one character (U+0000 to U+00FF) per byte, so that bytes can be searched like
 * strings.
 */
export const toBinaryText = (bytes: Uint8Array): string => joinPieces(bytes, (piece) => piece);

/** Converts a string whose characters are all below U+0100 back to bytes. */
export const fromBinaryText = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** Encodes bytes in base64. */
export const toBase64 = (bytes: Uint8Array): string => joinPieces(bytes, (piece) => btoa(piece));

/** Decodes a base64 string. Returns undefined if it is not base64. */
export const fromBase64 = (text: string): Uint8Array | undefined => {
  try {
    return fromBinaryText(atob(text));
  } catch {
    return undefined;
  }
};

/** Decodes UTF-8 and keeps a byte-order mark. Returns undefined for bytes that are not valid UTF-8. */
export const wholeUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};
