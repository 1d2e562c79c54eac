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

/**
 * Converts the value of a tool to the output that is sent to the model: a string unchanged, a part or a list of parts
 * (text, picture, file) as parts, nothing as the empty string, and any other value as JSON.
 *
 * @throws ApiError of type `invalid_request` for a value that is not JSON, such as a function or a cyclic object.
 */
export const toolOutput = (value: unknown): ToolOutput => {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (parts.length > 0 && parts.every(isPart)) return parts.map(partOf);
  const json = writeJsonText(value);
  if (json === undefined)
    throw apiError({ type: 'invalid_request', detail: 'the tool returned a value that cannot be written as JSON' });
  return json;
};
