import * as chat from './chat/callRules.js';
import { assistantsSpeak } from './chat/messageRules.js';
import * as responses from './responses/itemRules.js';
import type { Rule, Violation } from './Violation.js';

// source: openai/openai-python#1577, langchain-ai/langchain#24439 (words of OpenAI that other servers repeat)
export const chatCallsAnswered: Rule = chat.callsAnswered((id, index) => ({
  message:
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
    `The following tool_call_ids did not have response messages: ${id}`,
  param: `messages.[${index + 1}].role`,
}));

// source: openai/openai-python#1577
export const chatOutputsCalled: Rule = chat.outputsCalled((_id, index) => ({
  message: "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
  param: `messages.[${index}].role`,
}));

// source: 0xPlaygrounds/rig tests/cassettes/deepseek
export const chatAssistantsSpeak: Rule = assistantsSpeak((index) => ({
  message: 'Invalid assistant message: content or tool_calls must be set',
  param: `messages.[${index}].content`,
}));

/** The rules that every server has on Chat. */
export const CHAT: readonly Rule[] = [chatCallsAnswered, chatOutputsCalled, chatAssistantsSpeak];

/** Words for arguments that do not parse. */
export const chatArgumentsParse = (message: (id: string) => string, status?: number): Rule =>
  chat.argumentsParse((id, index) => ({ message: message(id), status, param: `messages[${index}].tool_calls` }));

// source: openai/codex#1235, BerriAI/litellm#26087, TanStack/ai#1212
export const RESPONSES: readonly Rule[] = [
  responses.callsAnswered((id) => ({ message: `No tool output found for function call ${id}.`, param: 'input' })),
  responses.outputsCalled((id) => ({
    message: `No tool call found for function call output with call_id ${id}.`,
    param: 'input',
  })),
  responses.reasoningFollowed((id) => ({
    message: `Item '${id}' of type 'reasoning' was provided without its required following item.`,
    param: 'input',
  })),
];

/** Words for arguments that do not parse, in the items of Responses. */
export const responsesArgumentsParse = (message: string, status?: number): Rule =>
  responses.argumentsParse((_id, index) => ({ message, status, param: `input[${index}].arguments` }));

/** The error object of OpenAI, without the keys that a server does not send. */
export const plainError =
  (type: string, more: object = {}) =>
  ({ message }: Violation): unknown => ({ error: { message, type, ...more } });
