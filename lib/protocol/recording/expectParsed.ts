import { isJsonObject } from '../codec/json.js';
import { kindOf } from '../codec/kindOf.js';
import { buildError } from '../errors/ApiError.js';

/** Describes the result of a parser that was not unwrapped. Returns undefined for any other value. */
export const wrappedFault = (what: string, value: unknown): string | undefined => {
  if (!isJsonObject(value)) return undefined;
  if (value['_tag'] === 'Left') return `${what} could not be parsed: ${String(value['left'])}`;
  return value['_tag'] === 'Right'
    ? `${what} is the result of a parser; unwrap it: if (isRight(parsed)) use parsed.right, where isRight is from fp-ts/Either`
    : undefined;
};

const KINDS = {
  chunks: 'a recording, the right side of what parseRecording returns',
  exchanges: 'the content of a .marble file: the right side of what parseMarble returns, or marbleOf(recording)',
};

/**
 * Checks that a value is a recording (`chunks`) or the content of a `.marble` file (`exchanges`): plain JavaScript may
 * pass the result of `parseRecording` or `parseMarble` as it is.
 *
 * @throws a `build` error that says what to pass.
 */
export const expectParsed = (value: unknown, ...members: readonly (keyof typeof KINDS)[]): void => {
  const wrapped = wrappedFault('the recording', value);
  if (wrapped !== undefined) throw buildError(wrapped);
  if (isJsonObject(value) && members.some((member) => Array.isArray(value[member]))) return;
  throw buildError(`expected ${members.map((member) => KINDS[member]).join('; or ')}; got ${kindOf(value)}`);
};
