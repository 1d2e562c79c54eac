/** Arguments of one call; far below what any engine's stack holds. A multiple of 3, which base64 cuts bytes into. */
const PIECE = 3 * 8192;

const inPieces = (bytes: Uint8Array, write: (piece: string) => string): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE)
    text += write(String.fromCharCode(...bytes.subarray(at, at + PIECE)));
  return text;
};

/** Bytes as a text of as many characters, U+0000 to U+00FF: what searches texts can then search bytes. */
export const toBinaryText = (bytes: Uint8Array): string => inPieces(bytes, (piece) => piece);

/** The bytes of a text whose characters are all below U+0100. */
export const fromBinaryText = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** Bytes in base64. */
export const toBase64 = (bytes: Uint8Array): string => inPieces(bytes, (piece) => btoa(piece));

/** The bytes of a base64 text; undefined where the text is none. */
export const fromBase64 = (text: string): Uint8Array | undefined => {
  try {
    return fromBinaryText(atob(text));
  } catch {
    return undefined;
  }
};

/** The text of bytes that are whole UTF-8, a byte-order mark included; undefined for others. */
export const wholeUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};
