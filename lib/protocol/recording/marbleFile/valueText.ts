import { fromBase64, toBase64, wholeUtf8 } from '../../codec/binary.js';
import { parseJsonText } from '../../codec/json.js';

// Text as it stands in a file: on one line, without trailing white space, which editors remove. Line feeds are written as
// ⏎ and carriage returns as ␍. A text that is not safe in this form is a JSON string.

/** Controls, the two marks themselves, separators, marks of direction that hide text, half a surrogate pair. */
const UNSAFE = /[\p{Cc}\p{Cs}⏎␍\u2028\u2029\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const UNSAFE_IN_JSON = /[\u007f-\u009f\u2028\u2029\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const BASE64 = 'base64:';

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Shows controls and marks of direction, which a terminal would obey. */
export const withoutControls = (text: string): string =>
  text.replaceAll(/\p{Cc}/gu, escaped).replaceAll(UNSAFE_IN_JSON, escaped);

/** Writes a text on one line. */
export const printText = (text: string): string => {
  const isPlain =
    !UNSAFE.test(text.replaceAll(/[\r\n]/g, '')) && !/^(?:$|[\s"]|base64:)/.test(text) && !/[^\S\r\n]$/.test(text);
  return isPlain
    ? text.replaceAll('\n', '⏎').replaceAll('\r', '␍')
    : JSON.stringify(text).replaceAll(UNSAFE_IN_JSON, escaped);
};

/** Reads what `printText` has written. Returns undefined if it begins like a JSON string and is none. */
export const parseText = (printed: string): string | undefined => {
  if (!printed.startsWith('"')) return printed.replaceAll('⏎', '\n').replaceAll('␍', '\r');
  const text = parseJsonText(printed);
  return typeof text === 'string' ? text : undefined;
};

/** The number of bytes that the first byte of a character announces. */
const announced = (byte: number): number => {
  if (byte < 0x80) return 1;
  if (byte < 0xc2 || byte > 0xf4) return 0;
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
};

const lengthOfCharacter = (bytes: Uint8Array, offset: number): number => {
  const length = announced(bytes[offset] ?? 0xff);
  if (length < 2) return length;
  const character = bytes.subarray(offset, offset + length);
  return character.length === length && wholeUtf8(character) !== undefined ? length : 0;
};

/** Divides bytes into the longest pieces that are valid UTF-8, and those between them. */
const runsOf = (bytes: Uint8Array): readonly Uint8Array[] => {
  const runs: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    const isText = lengthOfCharacter(bytes, start) > 0;
    let end = start;
    while (end < bytes.length) {
      const length = lengthOfCharacter(bytes, end);
      if (length > 0 !== isText) break;
      end += Math.max(1, length);
    }
    runs.push(bytes.subarray(start, end));
    start = end;
  }
  return runs;
};

/** Matches the end of an event. */
const EVENT_ENDS = /(?<=\n\r?\n)(?!\r?\n)/;

const printRun = (bytes: Uint8Array): readonly string[] => {
  const text = wholeUtf8(bytes);
  return text === undefined ? [`${BASE64}${toBase64(bytes)}`] : text.split(EVENT_ENDS).map(printText);
};

/** Writes the bytes of a chunk as lines: one for each event, and one for each piece that is not valid UTF-8. */
export const printBytes = (bytes: Uint8Array): readonly string[] => {
  const lines = (wholeUtf8(bytes) === undefined ? runsOf(bytes) : [bytes]).flatMap(printRun);
  const filled = lines.filter((line) => line !== '""');
  return filled.length === 0 ? ['""'] : filled;
};

/** Reads one line that `printBytes` has written. Returns undefined if it is not valid. */
export const parseBytes = (line: string): Uint8Array | undefined => {
  if (line.startsWith(BASE64)) return fromBase64(line.slice(BASE64.length));
  const text = parseText(line);
  return text === undefined ? undefined : new TextEncoder().encode(text);
};
