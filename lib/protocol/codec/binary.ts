/**
 * The most arguments passed to one `String.fromCharCode`: far below what the stack of any engine holds. A multiple of
 * 3, so that only the last piece of a base64 text is padded.
 */
const PIECE = 3 * 8192;

const joinPieces = (bytes: Uint8Array, write: (piece: string) => string): string => {
  let text = '';
  for (let offset = 0; offset < bytes.length; offset += PIECE)
    text += write(String.fromCharCode(...bytes.subarray(offset, offset + PIECE)));
  return text;
};

/** Bytes as a text with one character (U+0000 to U+00FF) per byte, so that a search in texts also works on bytes. */
export const toBinaryText = (bytes: Uint8Array): string => joinPieces(bytes, (piece) => piece);

/** The bytes of a text whose characters are all below U+0100. */
export const fromBinaryText = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** Bytes in base64. */
export const toBase64 = (bytes: Uint8Array): string => joinPieces(bytes, (piece) => btoa(piece));

/** The bytes of a base64 text; undefined where the text is not base64. */
export const fromBase64 = (text: string): Uint8Array | undefined => {
  try {
    return fromBinaryText(atob(text));
  } catch {
    return undefined;
  }
};

/** The text of valid UTF-8, with its byte-order mark if there is one; undefined for any other bytes. */
export const wholeUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};
