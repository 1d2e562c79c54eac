import { fold } from '../../protocol/codec/fold.js';
import type { JsonObject } from '../../protocol/codec/json.js';
import type { TokenUsage } from '../../protocol/TokenUsage.js';
import { CREATED, suffixOf, type AnswerPart, type AnswerPlan } from '../script/AnswerPlan.js';

const isCall = ({ type }: AnswerPart): boolean => type === 'call';

const deltasOf = (part: AnswerPart, calls: readonly AnswerPart[]): readonly JsonObject[] =>
  fold<AnswerPart, readonly JsonObject[]>({
    message: ({ content }) => content.deltas.map((delta) => ({ content: delta })),
    reasoning: ({ reasoning }) => reasoning?.deltas.map((delta) => ({ reasoning_content: delta })) ?? [],
    call: ({ callId, name, input }) => {
      const index = calls.indexOf(part);
      return [
        { tool_calls: [{ index, id: callId, type: 'function', function: { name, arguments: '' } }] },
        ...input.deltas.map((delta) => ({ tool_calls: [{ index, function: { arguments: delta } }] })),
      ];
    },
  })(part);

const writeUsage = (usage: TokenUsage): JsonObject => ({
  prompt_tokens: usage.input_tokens,
  completion_tokens: usage.output_tokens,
  total_tokens: usage.total_tokens,
  prompt_tokens_details: { cached_tokens: usage.cached_input_tokens },
  completion_tokens_details: { reasoning_tokens: usage.reasoning_output_tokens },
});

/**
 * Writes an answer as chunks of the Chat Completions API, with usage and without `[DONE]`. The summary of the reasoning
 * is left out, because Chat has no field for it; its tokens still count in the usage.
 */
// docs/wire.md, section 5
export const chatChunks = ({ id, model, parts, usage }: AnswerPlan): readonly JsonObject[] => {
  const calls = parts.filter(isCall);
  const head = { id: `chatcmpl-${suffixOf(id)}`, object: 'chat.completion.chunk', created: CREATED, model };
  const chunk = (delta: JsonObject, finish_reason: string | null = null): JsonObject => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  });
  return [
    chunk({ role: 'assistant', content: '' }),
    ...parts.flatMap((part) => deltasOf(part, calls)).map((delta) => chunk(delta)),
    chunk({}, calls.length > 0 ? 'tool_calls' : 'stop'),
    ...(usage ? [{ ...head, choices: [], usage: writeUsage(usage) }] : []),
  ];
};
