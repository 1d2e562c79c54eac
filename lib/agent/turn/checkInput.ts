import { accessSync, constants } from 'node:fs';
import { isJsonObject } from '../../protocol/codec/json.js';
import { buildError } from '../../protocol/errors/ApiError.js';
import { reasonOf } from '../../protocol/errors/reasonOf.js';

const PARTS = "a list of { type: 'text', text } and { type: 'local_image', path }";

const checkImage = (path: string): void => {
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw buildError(`the image "${path}" cannot be read: ${reasonOf(cause)}`, cause);
  }
};

/** Checks a part. Returns whether it has content. */
const checkPart = (part: unknown, index: number): boolean => {
  const { type, text, path } = isJsonObject(part) ? part : {};
  if (type === 'text' && typeof text === 'string') return text !== '';
  if (type !== 'local_image' || typeof path !== 'string' || path === '')
    throw buildError(`the input must be a text or ${PARTS}; part ${index} is neither`);
  checkImage(path);
  return true;
};

/**
 * Checks the user's message before a program is started: its form, which a caller in JavaScript may have wrong, that it is
 * not empty, and that its images can be read. The program would run the turn without an image that it cannot read.
 *
 * @throws ApiError `build` that names what is wrong.
 */
// docs/decisions.md: input of the agent
export const checkInput = (input: unknown): void => {
  if (typeof input !== 'string' && !Array.isArray(input))
    throw buildError(`the input must be a text or ${PARTS}, got ${input === null ? 'null' : typeof input}`);
  const parts: readonly unknown[] = typeof input === 'string' ? [{ type: 'text', text: input }] : input;
  if (!parts.map(checkPart).includes(true)) throw buildError('the input is empty; pass a text or an image');
};
