import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { streamText, type FinishReason, type LanguageModel, type LanguageModelUsage } from 'ai';
import { parsed, playing, type ReadCall, type Reader, type Reading, type ReadUsage, type Wire } from '../Reading.js';

const modelOf = (wire: Wire, bytes: Uint8Array): LanguageModel => {
  const options = { baseURL: 'https://p.test/v1', apiKey: 'k', fetch: playing(bytes) };
  switch (wire) {
    case 'responses':
      return createOpenAI(options).responses('m');
    case 'chat':
      // The package for servers that speak Chat, as most of the recorded ones do.
      return createOpenAICompatible({ ...options, name: 'p', includeUsage: true }).chatModel('m');
    case 'messages':
      return createAnthropic(options)('m');
    case 'gemini':
      return createGoogleGenerativeAI(options)('m');
  }
};

// The package reports no reason at all after some ends: that is no success.
const STATUS: ReadonlyMap<FinishReason, Reading['status']> = new Map([
  ['stop', 'completed'],
  ['tool-calls', 'completed'],
  ['other', 'completed'],
  ['length', 'incomplete'],
  ['content-filter', 'incomplete'],
  ['error', 'failed'],
]);

const usageOf = (usage: LanguageModelUsage): ReadUsage | null => {
  const { inputTokens: input, outputTokens: output, totalTokens } = usage;
  if (input === undefined && output === undefined) return null;
  return {
    input: input ?? 0,
    output: output ?? 0,
    total: totalTokens ?? 0,
    cached: usage.inputTokenDetails.cacheReadTokens ?? 0,
    reasoning: usage.outputTokenDetails.reasoningTokens ?? 0,
  };
};

// The package warns of the model names of this comparison.
Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

const read = async (wire: Wire, bytes: Uint8Array): Promise<Reading> => {
  let text = '';
  let failed = false;
  const calls: ReadCall[] = [];
  let end: Pick<Reading, 'usage' | 'status' | 'finish'> = { usage: null, status: 'failed', finish: null };
  try {
    const result = streamText({
      model: modelOf(wire, bytes),
      prompt: 'x',
      maxRetries: 0,
      onError: () => {
        failed = true;
      },
    });
    for await (const part of result.stream) {
      if (part.type === 'text-delta') text += part.text;
      else if (part.type === 'tool-call' && part.providerExecuted !== true) {
        const { toolCallId: id, toolName: name } = part;
        const input: unknown = part.input;
        calls.push({ id, name, input: typeof input === 'string' ? parsed(input) : input });
      } else if (part.type === 'finish-step')
        end = {
          usage: usageOf(part.usage),
          status: STATUS.get(part.finishReason) ?? 'failed',
          finish: part.rawFinishReason ?? null,
        };
    }
  } catch {
    failed = true;
  }
  return { text, calls, ...end, ...(failed ? { status: 'failed' as const } : {}) };
};

/** Reads with `streamText` of the package `ai` and the provider package of the wire. */
export const ai: Reader = {
  responses: (bytes) => read('responses', bytes),
  chat: (bytes) => read('chat', bytes),
  messages: (bytes) => read('messages', bytes),
  gemini: (bytes) => read('gemini', bytes),
};
