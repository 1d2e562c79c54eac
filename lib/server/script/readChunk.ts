import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';

const objectsIn = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);

/** The choices of a chunk. */
export const choicesOf = ({ choices }: JsonObject): readonly JsonObject[] => objectsIn(choices);

/** What is new in a choice; nothing where it has no delta. */
export const deltaOf = ({ delta }: JsonObject): JsonObject => (isJsonObject(delta) ? delta : {});

/** The pieces of tool calls in a delta. */
export const callsOf = ({ tool_calls }: JsonObject): readonly JsonObject[] => objectsIn(tool_calls);

/** The function in a piece of a tool call. */
export const functionOf = ({ function: called }: JsonObject): JsonObject => (isJsonObject(called) ? called : {});

/** True for the chunk that comes only where the request asks for usage. */
export const isUsageChunk = ({ choices, usage }: JsonObject): boolean =>
  Array.isArray(choices) && choices.length === 0 && isJsonObject(usage);

/** True for a chunk that says why a choice ended. */
export const isFinish = (chunk: JsonObject): boolean =>
  choicesOf(chunk).some(({ finish_reason }) => typeof finish_reason === 'string');

/** True for a chunk that carries text, reasoning, a refusal or arguments. */
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
