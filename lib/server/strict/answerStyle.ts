import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import { callsOf, choicesOf, deltaOf } from '../script/readChunk.js';
import type { ScriptedAnswer } from '../script/Script.js';

/** The form in which a server writes reasoning and opaque state. */
export interface AnswerStyle {
  /**
   * The form of reasoning in deltas of Chat: a key for the text, parts of `content` (Mistral), the details of OpenRouter,
   * or none.
   */
  readonly reasoning: 'reasoning_content' | 'reasoning' | 'content' | 'details' | 'none';
  /** True to sign the first call of an answer, as Gemini does. */
  readonly signature?: boolean;
  /** True to give `encrypted_content` with reasoning items of Responses. */
  readonly encrypted?: boolean;
}

const reasoningDelta = (style: AnswerStyle['reasoning'], text: string, signature: string): JsonObject => {
  switch (style) {
    case 'none':
      return {};
    case 'content':
      return { content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }] };
    case 'details':
      return { reasoning: text, reasoning_details: [{ type: 'reasoning.text', text, signature, index: 0 }] };
    default:
      return { [style]: text };
  }
};

const signed = (delta: JsonObject, signature: string): JsonObject => {
  const [first, ...others] = callsOf(delta);
  if (first === undefined) return delta;
  const extra_content = { google: { thought_signature: signature } };
  return { ...delta, tool_calls: [{ extra_content, ...first }, ...others] };
};

const styledChunk = (chunk: JsonObject, changeDelta: (delta: JsonObject) => JsonObject): JsonObject => {
  const choices = choicesOf(chunk);
  if (choices.length === 0) return chunk;
  return { ...chunk, choices: choices.map((choice) => ({ ...choice, delta: changeDelta(deltaOf(choice)) })) };
};

const encryptedItem = (item: unknown, content: string): unknown =>
  isJsonObject(item) && item['type'] === 'reasoning' && typeof item['encrypted_content'] !== 'string'
    ? { ...item, encrypted_content: content }
    : item;

const encryptedFrame = (frame: JsonObject, content: string): JsonObject => {
  const { type, item, response } = frame;
  if (type === 'response.output_item.done') return { ...frame, item: encryptedItem(item, content) };
  if (!isJsonObject(response) || !Array.isArray(response['output'])) return frame;
  const output: readonly unknown[] = response['output'];
  return { ...frame, response: { ...response, output: output.map((each) => encryptedItem(each, content)) } };
};

/**
 * Rewrites an answer in the form of a server, with its opaque state. State that the script has given stays.
 *
 * @param number distinguishes the state of this answer from that of others.
 */
export const styledAnswer = (
  { frames, chunks }: ScriptedAnswer,
  style: AnswerStyle,
  number: number,
): ScriptedAnswer => {
  const signature = `sig_${number}`;
  let isSigned = false;
  const changeDelta = (delta: JsonObject): JsonObject => {
    const { reasoning_content: text, ...others } = delta;
    if (typeof text === 'string') return { ...others, ...reasoningDelta(style.reasoning, text, signature) };
    if (style.signature !== true || isSigned || callsOf(delta).length === 0) return delta;
    isSigned = true;
    return signed(delta, signature);
  };
  return {
    frames: style.encrypted === true ? frames.map((frame) => encryptedFrame(frame, `enc_${number}`)) : frames,
    chunks: chunks?.map((chunk) => styledChunk(chunk, changeDelta)),
  };
};
