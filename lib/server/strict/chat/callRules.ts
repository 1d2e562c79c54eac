import { isJsonObject, parseJsonText, type JsonObject } from '../../../protocol/codec/json.js';
import { functionIn, textAt, toolCallsOf } from '../readRequest.js';
import type { Rule, Violation } from '../Violation.js';

/** Creates the violation for an id of a call. */
type Words = (id: string, index: number) => Violation;

const isTool = (message: JsonObject | undefined): boolean => message?.['role'] === 'tool';

/** The ids of the tool messages directly behind the message at `index`. */
const answeredBehind = (list: readonly JsonObject[], index: number): ReadonlySet<string> => {
  const behind = list.slice(index + 1);
  const end = behind.findIndex((message) => !isTool(message));
  return new Set(behind.slice(0, end === -1 ? undefined : end).map((message) => textAt(message, 'tool_call_id')));
};

/** Refuses a call that no tool message directly behind its message answers. */
export const callsAnswered =
  (words: Words): Rule =>
  ({ list }) => {
    for (const [index, message] of list.entries()) {
      const answered = answeredBehind(list, index);
      const open = toolCallsOf(message).find((call) => !answered.has(textAt(call, 'id')));
      if (open !== undefined) return words(textAt(open, 'id'), index);
    }
    return undefined;
  };

/** Refuses a tool message whose call is not in the message of the assistant before it. */
export const outputsCalled =
  (words: Words): Rule =>
  ({ list }) => {
    let called: ReadonlySet<string> = new Set();
    for (const [index, message] of list.entries()) {
      const id = textAt(message, 'tool_call_id');
      if (!isTool(message)) called = new Set(toolCallsOf(message).map((call) => textAt(call, 'id')));
      else if (!called.has(id)) return words(id, index);
    }
    return undefined;
  };

/** Refuses a call whose arguments are no JSON object. */
export const argumentsParse =
  (words: Words): Rule =>
  ({ list }) => {
    for (const [index, message] of list.entries()) {
      const broken = toolCallsOf(message)
        .filter(({ type }) => type !== 'custom')
        .find((call) => !isJsonObject(parseJsonText(textAt(functionIn(call), 'arguments'))));
      if (broken !== undefined) return words(textAt(broken, 'id'), index);
    }
    return undefined;
  };

/** Refuses ids of calls, also in tool messages, that do not have a form. */
export const idsMatch =
  (form: RegExp, words: Words): Rule =>
  ({ list }) => {
    for (const [index, message] of list.entries()) {
      const ids = [...toolCallsOf(message).map((call) => textAt(call, 'id')), textAt(message, 'tool_call_id')];
      const wrong = ids.find((id) => id !== '' && !form.test(id));
      if (wrong !== undefined) return words(wrong, index);
    }
    return undefined;
  };

/** Refuses a tool message without the name of its tool. */
export const outputsNamed =
  (violation: Violation): Rule =>
  ({ list }) =>
    list.some((message) => isTool(message) && textAt(message, 'name') === '') ? violation : undefined;
