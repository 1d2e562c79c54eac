import { isJsonObject, nonEmptyText, parseJsonText, type JsonObject } from '../../../protocol/codec/json.js';
import { callsOf, choicesOf, deltaOf, functionOf, isUsageChunk } from '../../script/readChunk.js';
import { callSignature } from './signature.js';

const FINISH_REASONS: ReadonlyMap<unknown, string> = new Map([
  ['length', 'MAX_TOKENS'],
  ['content_filter', 'SAFETY'],
]);

interface Call {
  readonly id: unknown;
  readonly name: unknown;
  json: string;
}

/** Writes the chunks of a Chat answer as the chunks of a Gemini stream. The first call carries a signature. */
// docs/wire.md, section 15.2
export const geminiChunks = (chunks: readonly JsonObject[]): readonly JsonObject[] => {
  const [first = {}] = chunks;
  const head = { modelVersion: first['model'], responseId: first['id'] };
  const written: JsonObject[] = [];
  const calls = new Map<unknown, Call>();
  let finishReason = 'STOP';

  const add = (...parts: readonly JsonObject[]): void => {
    written.push({ candidates: [{ content: { role: 'model', parts }, index: 0 }], ...head });
  };
  for (const choice of chunks.flatMap(choicesOf)) {
    const delta = deltaOf(choice);
    const [text, thought] = [nonEmptyText(delta['content']), nonEmptyText(delta['reasoning_content'])];
    if (thought !== undefined) add({ text: thought, thought: true });
    if (text !== undefined) add({ text });
    for (const call of callsOf(delta)) {
      const { name, arguments: json } = functionOf(call);
      const known = calls.get(call['index']) ?? { id: call['id'], name, json: '' };
      known.json += nonEmptyText(json) ?? '';
      calls.set(call['index'], known);
    }
    finishReason = FINISH_REASONS.get(choice['finish_reason']) ?? finishReason;
  }
  if (calls.size > 0)
    add(
      ...[...calls.values()].map(({ id, name, json }, place) => {
        const parsed = parseJsonText(json);
        const args = isJsonObject(parsed) ? parsed : {};
        return {
          functionCall: { id, name, args },
          ...(place === 0 ? { thoughtSignature: callSignature(name, args) } : {}),
        };
      }),
    );
  const { usage } = chunks.find(isUsageChunk) ?? {};
  const counts = isJsonObject(usage)
    ? {
        usageMetadata: {
          promptTokenCount: usage['prompt_tokens'],
          candidatesTokenCount: usage['completion_tokens'],
          totalTokenCount: usage['total_tokens'],
        },
      }
    : {};
  written.push({ candidates: [{ finishReason, index: 0 }], ...counts, ...head });
  return written;
};
