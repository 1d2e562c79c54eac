import { isJsonObject, parseJsonText, type JsonObject } from '../../../protocol/codec/json.js';
import { objectsIn, textAt } from '../readRequest.js';
import type { Rule, Violation } from '../Violation.js';

/** Creates the violation for an item, by its id and index. */
type Words = (id: string, index: number) => Violation;

const CALLS: ReadonlySet<unknown> = new Set(['function_call', 'custom_tool_call', 'local_shell_call']);
const OUTPUTS: ReadonlySet<unknown> = new Set(['function_call_output', 'custom_tool_call_output']);

const idsOf = (list: readonly JsonObject[], types: ReadonlySet<unknown>): readonly string[] =>
  list.filter(({ type }) => types.has(type)).map((item) => textAt(item, 'call_id'));

/** Refuses a call without an output, also a call of the response that the request continues. */
export const callsAnswered =
  (words: Words): Rule =>
  ({ body, list, given }) => {
    const answered = new Set(idsOf(list, OUTPUTS));
    const calls = [...given.callsOf(body['previous_response_id']), ...idsOf(list, CALLS)];
    const open = calls.find((id) => !answered.has(id));
    return open === undefined
      ? undefined
      : words(
          open,
          list.findIndex((item) => item['call_id'] === open),
        );
  };

/** Refuses an output whose call is neither in the request nor in the response that it continues. */
export const outputsCalled =
  (words: Words): Rule =>
  ({ body, list, given }) => {
    const called = new Set([...given.callsOf(body['previous_response_id']), ...idsOf(list, CALLS)]);
    const lost = idsOf(list, OUTPUTS).find((id) => !called.has(id));
    return lost === undefined
      ? undefined
      : words(
          lost,
          list.findIndex((item) => item['call_id'] === lost),
        );
  };

const isInput = ({ role, type }: JsonObject): boolean =>
  OUTPUTS.has(type) || (typeof role === 'string' && role !== 'assistant');

/** Refuses reasoning that no item of its answer follows. */
export const reasoningFollowed =
  (words: Words): Rule =>
  ({ list }) => {
    const index = list.findIndex((item, place) => {
      const next = list.slice(place + 1).find(({ type }) => type !== 'reasoning');
      return item['type'] === 'reasoning' && (next === undefined || isInput(next));
    });
    const item = list[index];
    return item === undefined ? undefined : words(textAt(item, 'id'), index);
  };

/** Refuses arguments that are no JSON object. */
export const argumentsParse =
  (words: Words): Rule =>
  ({ list }) => {
    const index = list.findIndex(
      (item) => item['type'] === 'function_call' && !isJsonObject(parseJsonText(textAt(item, 'arguments'))),
    );
    const item = list[index];
    return item === undefined ? undefined : words(textAt(item, 'call_id'), index);
  };

/** Refuses ids of calls that are longer than `length`. */
export const idsShort =
  (length: number, words: Words): Rule =>
  ({ list }) => {
    const index = list.findIndex((item) => textAt(item, 'call_id').length > length);
    const item = list[index];
    return item === undefined ? undefined : words(textAt(item, 'call_id'), index);
  };

/** Refuses items with ids that do not begin as the server's own. */
export const idsPrefixed =
  (prefixes: Readonly<Record<string, string>>, words: (id: string, prefix: string, index: number) => Violation): Rule =>
  ({ list }) => {
    for (const [index, item] of list.entries()) {
      const prefix = prefixes[textAt(item, 'type')];
      const id = textAt(item, 'id');
      if (prefix !== undefined && id !== '' && !id.startsWith(prefix)) return words(id, prefix, index);
    }
    return undefined;
  };

/** Refuses a key with the value null in items of a type. */
export const noNull =
  (type: string, key: string, violation: Violation): Rule =>
  ({ list }) =>
    list.some((item) => item['type'] === type && item[key] === null) ? violation : undefined;

/** Refuses items of a type. */
export const onlyTypes =
  (types: ReadonlySet<string>, words: (type: string) => Violation): Rule =>
  ({ list }) => {
    const unknown = list.find((item) => !types.has(textAt(item, 'type') || 'message'));
    return unknown === undefined ? undefined : words(textAt(unknown, 'type'));
  };

const isAssistant = (item: JsonObject): boolean => item['role'] === 'assistant' && !CALLS.has(item['type']);

const firstAssistant =
  (isWrong: (item: JsonObject) => boolean) =>
  (words: Words): Rule =>
  ({ list }) => {
    const index = list.findIndex((item) => isAssistant(item) && isWrong(item));
    const item = list[index];
    return item === undefined ? undefined : words(textAt(item, 'id'), index);
  };

/** Refuses a message of the assistant without id or status. */
export const messagesIdentified = firstAssistant((item) => textAt(item, 'id') === '' || textAt(item, 'status') === '');

/** Refuses a message of the assistant without content. */
export const messagesHold = firstAssistant(({ content }) => Array.isArray(content) && content.length === 0);

/** Refuses a part of a message of the assistant that is an input. */
export const assistantsWrite = firstAssistant(({ content }) =>
  objectsIn(content).some(({ type }) => typeof type === 'string' && type.startsWith('input_')),
);

/** Refuses an item of the server's answer without the reasoning that preceded it there. */
export const reasoningPaired =
  (words: (id: string, reasoning: string) => Violation): Rule =>
  ({ body, list, given }) => {
    if (body['previous_response_id'] !== undefined) return undefined;
    const ids = new Set(list.map((item) => textAt(item, 'id')));
    for (const id of ids) {
      const reasoning = given.reasoningBefore(id);
      if (reasoning !== undefined && !ids.has(reasoning)) return words(id, reasoning);
    }
    return undefined;
  };

/** Refuses reasoning with neither an id nor encrypted content. */
export const reasoningProved =
  (violation: Violation): Rule =>
  ({ list }) =>
    list.some(
      (item) => item['type'] === 'reasoning' && textAt(item, 'id') === '' && textAt(item, 'encrypted_content') === '',
    )
      ? violation
      : undefined;

/** Refuses a search of the server without its id. */
export const searchesIdentified =
  (words: (index: number) => Violation): Rule =>
  ({ list }) => {
    const index = list.findIndex((item) => item['type'] === 'web_search_call' && textAt(item, 'id') === '');
    return index === -1 ? undefined : words(index);
  };

/** Refuses keys of items that the API does not have. */
export const keysKnown =
  (known: Readonly<Record<string, readonly string[]>>, words: (path: string) => Violation): Rule =>
  ({ list }) => {
    for (const [index, item] of list.entries()) {
      const keys = known[textAt(item, 'type') || 'message'];
      const key = keys && Object.keys(item).find((name) => !keys.includes(name));
      if (key !== undefined) return words(`input[${index}].${key}`);
    }
    return undefined;
  };

/** Refuses a message of the assistant between the calls of one answer: the calls before it then lack their outputs. */
export const callsTogether =
  (words: Words): Rule =>
  ({ list }) => {
    let open: { readonly id: string; readonly index: number } | undefined;
    let isParted = false;
    for (const [index, item] of list.entries()) {
      if (isInput(item)) [open, isParted] = [undefined, false];
      else if (CALLS.has(item['type'])) {
        if (open !== undefined && isParted) return words(open.id, open.index);
        open = { id: textAt(item, 'call_id'), index };
      } else if (open !== undefined && isAssistant(item)) isParted = true;
    }
    return undefined;
  };
