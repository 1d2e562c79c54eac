import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { isJsonObject, withoutAbsent, type JsonObject } from '../../protocol/codec/json.js';
import { callsOf, choicesOf, deltaOf, functionOf } from '../script/readChunk.js';

const isText = (value: unknown): value is string => typeof value === 'string';

/** Joins all strings under one key; undefined if there is none. */
const joined = (objects: readonly JsonObject[], key: string): string | undefined => {
  const texts = objects.map((object) => object[key]).filter(isText);
  return texts.length === 0 ? undefined : texts.join('');
};

const firstText = (objects: readonly JsonObject[], key: string): string | undefined =>
  objects
    .map((object) => object[key])
    .filter(isText)
    .find((text) => text !== '');

const groupByIndex = (objects: readonly JsonObject[]): readonly (readonly JsonObject[])[] =>
  [...new Set(objects.map(({ index }) => index))].map((index) => objects.filter((object) => object['index'] === index));

const wholeCall = (pieces: readonly JsonObject[]): JsonObject => {
  const functions = pieces.map(functionOf);
  return {
    id: firstText(pieces, 'id'),
    type: 'function',
    function: { name: firstText(functions, 'name'), arguments: joined(functions, 'arguments') ?? '' },
  };
};

const wholeChoice = (pieces: readonly JsonObject[]): JsonObject => {
  const deltas = pieces.map(deltaOf);
  const calls = groupByIndex(deltas.flatMap(callsOf)).map(wholeCall);
  const content = joined(deltas, 'content') ?? '';
  return {
    index: pieces[0]?.['index'],
    message: {
      role: 'assistant',
      content: content === '' && calls.length > 0 ? null : content,
      refusal: joined(deltas, 'refusal') ?? null,
      ...withoutAbsent({
        reasoning_content: joined(deltas, 'reasoning_content'),
        reasoning: joined(deltas, 'reasoning'),
        tool_calls: calls.length === 0 ? undefined : calls,
      }),
    },
    logprobs: null,
    finish_reason:
      pieces
        .map(({ finish_reason }) => finish_reason)
        .filter(isText)
        .at(-1) ?? null,
  };
};

/** Combines the chunks of a stream into the `chat.completion` that a request without `stream` gets. */
export const chatCompletion = (chunks: readonly JsonObject[]): JsonObject => {
  const [{ id, created, model } = {}] = chunks;
  const usage = chunks.map((chunk) => chunk['usage']).filter(isJsonObject);
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: groupByIndex(chunks.flatMap(choicesOf)).map(wholeChoice),
    ...definedMembers({ usage: usage.at(-1) }),
  };
};
