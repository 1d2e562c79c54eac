import { isJsonObject } from '../protocol/codec/json.js';
import { kindOf } from '../protocol/codec/kindOf.js';
import { buildError } from '../protocol/errors/ApiError.js';
import type { Prompt } from '../protocol/Prompt.js';
import { firstUnknown } from '../protocol/unknownName.js';

const MEMBERS = {
  instructions: true,
  input: true,
  tools: true,
  toolChoice: true,
  parallelToolCalls: true,
  outputSchema: true,
} as const satisfies Readonly<Record<keyof Prompt, true>>;

/** The right names for members that other libraries have in this place. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['messages', 'rename it to input'],
  ['system', 'rename it to instructions'],
  ['prompt', 'rename it to input'],
  ['schema', 'rename it to outputSchema'],
  ['model', 'pass the model as the first argument'],
  ['stream', 'leave it out: every answer is streamed'],
]);

const faultIn = (prompt: unknown): string | undefined => {
  if (Array.isArray(prompt))
    return 'the prompt is a list; write { input: messages }, or pass a string for one message of the user';
  if (!isJsonObject(prompt)) return `the prompt is ${kindOf(prompt)}; expected a string or { input }`;
  const unknown = firstUnknown(prompt, (name) => Object.hasOwn(MEMBERS, name));
  if (unknown !== undefined)
    return `the prompt has a member ${JSON.stringify(unknown)}, which it does not know; ${
      INSTEAD.get(unknown) ?? `options are the third argument: streamPrompt(model, prompt, { ${unknown} })`
    }`;
  const { input, tools } = prompt;
  if (typeof input !== 'string' && !Array.isArray(input))
    return isJsonObject(input)
      ? 'the input is one message; expected a string or a list of messages: input: [message]'
      : 'the prompt has no input; expected a string or a list of messages';
  if (tools !== undefined && !Array.isArray(tools))
    return 'the tools are no list; expected tools: [tool({ name, parameters, run })]';
  const messages: readonly unknown[] = typeof input === 'string' ? [] : input;
  const index = messages.findIndex((message) => typeof message === 'string');
  return index === -1
    ? undefined
    : `input[${index}] is a string; write { role: 'user', content: ${JSON.stringify(messages[index]).slice(0, 40)} }`;
};

/**
 * Checks a prompt: plain JavaScript may pass anything, and what is wrong is said in a sentence.
 *
 * @throws a `build` error that says what to write instead.
 */
export const readPrompt = (prompt: string | Prompt): Prompt => {
  if (typeof prompt === 'string') return { input: prompt };
  const fault = faultIn(prompt);
  if (fault !== undefined) throw buildError(fault);
  return prompt;
};
