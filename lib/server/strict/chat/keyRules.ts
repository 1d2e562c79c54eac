import { isJsonObject, type JsonObject } from '../../../protocol/codec/json.js';
import { functionIn, objectsIn, textAt, toolCallsOf } from '../readRequest.js';
import type { Rule, Violation } from '../Violation.js';

/** An object of a request whose keys are checked, with its path. */
interface Located {
  readonly path: string;
  readonly object: JsonObject;
  readonly allowed: ReadonlySet<string>;
  /** The message that holds the object. */
  readonly message?: { readonly index: number; readonly role: string };
}

/** The keys that a server knows. */
export interface KnownKeys {
  readonly body: ReadonlySet<string>;
  readonly message: ReadonlySet<string>;
  readonly call: ReadonlySet<string>;
}

const FUNCTION = new Set(['name', 'arguments']);
const TOOL = new Set(['type', 'function', 'custom']);

const located = (body: JsonObject, list: readonly JsonObject[], known: KnownKeys): readonly Located[] => [
  { path: '', object: body, allowed: known.body },
  ...objectsIn(body['tools'])
    .filter(({ type }) => type === 'function')
    .map((object, index) => ({ path: `tools[${index}]`, object, allowed: TOOL })),
  ...list.flatMap((object, index) => {
    const path = `messages[${index}]`;
    const message = { index, role: textAt(object, 'role') };
    const calls = toolCallsOf(object).flatMap((call, place) => [
      { path: `${path}.tool_calls[${place}]`, object: call, allowed: known.call, message },
      { path: `${path}.tool_calls[${place}].function`, object: functionIn(call), allowed: FUNCTION, message },
    ]);
    return [{ path, object, allowed: known.message, message }, ...calls];
  }),
];

/** Refuses keys that the server does not know, in the body, its tools, messages and calls. */
export const keysKnown =
  (
    known: KnownKeys,
    words: (path: string, key: string, value: unknown, message: Located['message']) => Violation,
  ): Rule =>
  ({ body, list }) => {
    for (const { path, object, allowed, message } of located(body, list, known)) {
      const key = Object.keys(object).find((name) => !allowed.has(name));
      if (key !== undefined) return words(path === '' ? key : `${path}.${key}`, key, object[key], message);
    }
    return undefined;
  };

/** Refuses one key of the body. */
export const noBodyKey =
  (key: string, violation: Violation): Rule =>
  ({ body }) =>
    body[key] === undefined ? undefined : violation;

/** Refuses a choice that forces a call. */
export const noForcedChoice =
  (violation: Violation): Rule =>
  ({ body: { tool_choice: choice } }) =>
    choice === undefined || choice === 'auto' || choice === 'none' ? undefined : violation;

/** Refuses null for a key of a message. */
export const noNull =
  (key: string, words: (index: number) => Violation): Rule =>
  ({ list }) => {
    const index = list.findIndex((message) => message[key] === null);
    return index === -1 ? undefined : words(index);
  };

/** Refuses an empty list of tools, and a choice among no tools. */
export const toolsIfAny =
  (words: (message: string) => Violation): Rule =>
  ({ body: { tools, tool_choice, parallel_tool_calls } }) => {
    if (Array.isArray(tools) && tools.length === 0) return words("[] is too short - 'tools'");
    if (tools !== undefined) return undefined;
    if (tool_choice !== undefined) return words("'tool_choice' is only allowed when 'tools' are specified.");
    return parallel_tool_calls === undefined
      ? undefined
      : words("'parallel_tool_calls' is only allowed when 'tools' are specified.");
  };

/** Refuses a function without a schema of its parameters. */
export const parametersGiven =
  (violation: Violation): Rule =>
  ({ body }) =>
    objectsIn(body['tools'])
      .filter(({ type }) => type === 'function')
      .every((tool) => isJsonObject(functionIn(tool)['parameters']))
      ? undefined
      : violation;
