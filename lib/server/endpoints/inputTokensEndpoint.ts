import { isJsonObject } from '../../protocol/codec/json.js';
import { wordsOf } from '../script/tokens.js';
import { unaryEndpoint } from './unaryEndpoint.js';

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
};

/** `POST /v1/responses/input_tokens`: the number of words in the instructions, the input and the tools. */
// docs/wire.md, section 6.10
export const inputTokensEndpoint = unaryEndpoint('POST', ({ body }) => {
  const { instructions, input, tools } = isJsonObject(body) ? body : {};
  const input_tokens = textsIn([instructions, input, tools]).flatMap(wordsOf).length;
  return { object: 'response.input_tokens', input_tokens };
});
