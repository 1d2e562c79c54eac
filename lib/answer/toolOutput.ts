import { isRight } from '#either';
import type { ToolOutput } from './AnswerEvent.js';
import { ContentItem } from '../protocol/ContentItem.js';
import { isJsonObject, writeJsonText } from '../protocol/codec/json.js';
import { apiError } from '../protocol/errors/ApiError.js';

/** The types of the parts that an output may have. Other objects with a `type` are data of the tool. */
const PARTS: ReadonlySet<unknown> = new Set(['input_text', 'input_image', 'input_file', 'input_audio', 'output_text']);

const isPart = (value: unknown): boolean =>
  isJsonObject(value) &&
  PARTS.has(value['type'] === 'other' && isJsonObject(value['raw']) ? value['raw']['type'] : value['type']);

const partOf = (value: unknown): ContentItem => {
  const raw: unknown = isJsonObject(value) && value['type'] === 'other' ? value['raw'] : value;
  const decoded = ContentItem.decode(raw);
  return isRight(decoded) ? decoded.right : { type: 'other', raw };
};

const nameOfClass = (value: object): string => {
  const { constructor }: { constructor?: unknown } = value;
  return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'Object';
};

/**
 * Returns true for an object whose data JSON does not show: a Map, an Error or a Response is written as `{}`, and bytes
 * as an object with an index for each byte.
 */
const isOpaque = (value: unknown, json: string): value is object => {
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return false;
  if (ArrayBuffer.isView(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return json === '{}' && prototype !== null && Object.getPrototypeOf(prototype) !== null;
};

/**
 * Converts the value of a tool to the output that is sent to the model: a string unchanged, a part or a list of parts
 * (text, picture, file) as parts, nothing as the empty string, and any other value as JSON.
 *
 * @throws the value itself if it is an `Error`; an ApiError of type `invalid_request` for a value that is not JSON, such
 * as a function, a cyclic object, a Map, or a Response whose body was not read.
 */
export const toolOutput = (value: unknown): ToolOutput => {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  if (value instanceof Error) throw value; // returned instead of thrown
  const json = writeJsonText(value);
  // Parts, too: the next request, and every later one of the conversation, could not be sent.
  if (json === undefined)
    throw apiError({ type: 'invalid_request', detail: 'the tool returned a value that cannot be written as JSON' });
  const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (parts.length > 0 && parts.every(isPart)) return parts.map(partOf);
  if (isOpaque(value, json))
    throw apiError({
      type: 'invalid_request',
      detail: `the tool returned a value of the type ${nameOfClass(value)}, which JSON does not show; return its data`,
    });
  return json;
};
