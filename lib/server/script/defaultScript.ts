import { isJsonObject } from '../../protocol/codec/json.js';
import { textAnswer } from './answers.js';
import type { RecordedRequest } from '../log/RecordedRequest.js';
import type { ScriptedAnswer, Script } from './Script.js';
import { wordsOf } from './tokens.js';

const HAIKU = 'Small words cross the wire,\neach one waits to be let in;\nsilence ends the stream.';
const QUOTED_WORDS = 40;

const textOfContent = (content: unknown): string => {
  if (!Array.isArray(content)) return typeof content === 'string' ? content : '';
  const parts: readonly unknown[] = content;
  return parts.map((part) => (isJsonObject(part) && typeof part['text'] === 'string' ? part['text'] : '')).join('');
};

/** Finds the text of the user's last message in the `input` of Responses or the `messages` of Chat; empty if none. */
const questionOf = (input: unknown): string => {
  if (!Array.isArray(input)) return typeof input === 'string' ? input : '';
  const items: readonly unknown[] = input;
  const texts = items.map((item) =>
    isJsonObject(item) && item['role'] === 'user' ? textOfContent(item['content']) : '',
  );
  return texts.filter((text) => text !== '').at(-1) ?? '';
};

const quote = (question: string): string => {
  const words = wordsOf(question.trim());
  const shown = words.slice(0, QUOTED_WORDS).join('');
  return words.length > QUOTED_WORDS ? `${shown} …` : shown;
};

/** Builds the default answer: it quotes the question and adds a haiku. */
export const defaultAnswer = ({ index, body }: RecordedRequest): ScriptedAnswer => {
  const { input, messages, model } = isJsonObject(body) ? body : {};
  const question = questionOf(input ?? messages);
  const opening = question.trim() === '' ? 'The request had no text.' : `You asked: “${quote(question)}”`;
  return textAnswer(`${opening} This is ScriptedServer's default answer: no model was called. A haiku:\n\n${HAIKU}`, {
    id: `resp_${index + 1}`,
    model: typeof model === 'string' ? model : undefined,
    usage: { input_tokens: wordsOf(question).length },
  });
};

/**
 * The script used for a request that has no other script: the default answer after 150 ms, at 40 tokens per second.
 *
 * @example
 * const slowly = new ScriptedServer({ script: (request) => ({ ...defaultScript(request), pace: { tokensPerSecond: 2 } }) });
 */
export const defaultScript = (request: RecordedRequest): Script => ({
  answer: defaultAnswer(request),
  pace: { ttft: 150, tokensPerSecond: 40 },
});
