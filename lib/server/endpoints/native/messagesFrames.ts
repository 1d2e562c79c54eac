import { isJsonObject, nonEmptyText, type JsonObject } from '../../../protocol/codec/json.js';
import { callsOf, choicesOf, deltaOf, functionOf, isUsageChunk } from '../../script/readChunk.js';
import { signatureOf } from './signature.js';

const STOP_REASONS: ReadonlyMap<unknown, string> = new Map([
  ['tool_calls', 'tool_use'],
  ['length', 'max_tokens'],
  ['content_filter', 'refusal'],
]);

/** The block that is being written: its kind, or the index of the call. */
type Kind = 'text' | 'thinking' | number;

/** Returns the token counts of Chat chunks under the names of the Messages API. */
const usageOf = (chunks: readonly JsonObject[]): JsonObject => {
  const { usage } = chunks.find(isUsageChunk) ?? {};
  return isJsonObject(usage) ? { input_tokens: usage['prompt_tokens'], output_tokens: usage['completion_tokens'] } : {};
};

/** Writes the chunks of a Chat answer as the events of a Messages stream. */
// docs/wire.md, section 14.2
export const messagesFrames = (chunks: readonly JsonObject[]): readonly JsonObject[] => {
  const frames: JsonObject[] = [];
  const usage = usageOf(chunks);
  const [first = {}] = chunks;
  let index = -1;
  let open: Kind | undefined;
  let thought = '';

  const stop = (): void => {
    if (open === 'thinking')
      frames.push({
        type: 'content_block_delta',
        index,
        delta: { type: 'signature_delta', signature: signatureOf(thought) },
      });
    if (open !== undefined) frames.push({ type: 'content_block_stop', index });
    open = undefined;
  };
  const add = (kind: Kind, block: JsonObject, delta: JsonObject): void => {
    if (open !== kind) {
      stop();
      open = kind;
      index++;
      frames.push({ type: 'content_block_start', index, content_block: block });
    }
    frames.push({ type: 'content_block_delta', index, delta });
  };

  frames.push({
    type: 'message_start',
    message: { id: first['id'], type: 'message', role: 'assistant', model: first['model'], content: [], usage },
  });
  let stopReason = 'end_turn';
  for (const choice of chunks.flatMap(choicesOf)) {
    const delta = deltaOf(choice);
    const [text, thinking] = [nonEmptyText(delta['content']), nonEmptyText(delta['reasoning_content'])];
    if (thinking !== undefined) {
      thought = open === 'thinking' ? thought + thinking : thinking;
      add('thinking', { type: 'thinking', thinking: '', signature: '' }, { type: 'thinking_delta', thinking });
    }
    if (text !== undefined) add('text', { type: 'text', text: '' }, { type: 'text_delta', text });
    for (const call of callsOf(delta)) {
      const { name, arguments: partial_json } = functionOf(call);
      add(
        Number(call['index']),
        { type: 'tool_use', id: call['id'], name, input: {} },
        { type: 'input_json_delta', partial_json },
      );
    }
    if (typeof choice['finish_reason'] === 'string')
      stopReason = STOP_REASONS.get(choice['finish_reason']) ?? stopReason;
  }
  stop();
  frames.push(
    { type: 'message_delta', delta: { stop_reason: stopReason, stop_sequence: null }, usage },
    { type: 'message_stop' },
  );
  return frames;
};
