import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';

const objectsIn = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);

/** Returns the choices of a chunk. */
export const choicesOf = ({ choices }: JsonObject): readonly JsonObject[] => objectsIn(choices);

/** Returns the delta of a choice; an empty object if it has none. */
export const deltaOf = ({ delta }: JsonObject): JsonObject => (isJsonObject(delta) ? delta : {});

/** Returns the fragments of tool calls in a delta. */
export const callsOf = ({ tool_calls }: JsonObject): readonly JsonObject[] => objectsIn(tool_calls);

/** Returns the `function` of a tool call's fragment. */
export const functionOf = ({ function: called }: JsonObject): JsonObject => (isJsonObject(called) ? called : {});

/** Returns whether a chunk is the one that is sent only if the request includes usage. */
export const isUsageChunk = ({ choices, usage }: JsonObject): boolean =>
  Array.isArray(choices) && choices.length === 0 && isJsonObject(usage);

/** Returns whether a chunk has the `finish_reason` of a choice. */
export const isFinish = (chunk: JsonObject): boolean =>
  choicesOf(chunk).some(({ finish_reason }) => typeof finish_reason === 'string');

/** Returns whether a chunk contains text, reasoning, a refusal or tool arguments. */
export const isTokenChunk = (chunk: JsonObject): boolean =>
  choicesOf(chunk)
    .map(deltaOf)
    .flatMap((delta) => [
      delta['content'],
      delta['reasoning_content'],
      delta['reasoning'],
      delta['refusal'],
      ...callsOf(delta).map((call) => functionOf(call)['arguments']),
    ])
    .some((text) => typeof text === 'string' && text !== '');
