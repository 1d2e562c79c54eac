import { createOpenAI } from '@ai-sdk/openai4';
import { streamText } from 'ai7';
import { signOf } from './ai.js';
import { KEY, MODEL, PROMPT, type Open } from './Contender.js';
import { loop } from './loop.js';

export const ai7: Open = ({ baseUrl, wire, idleTimeout }) => {
  const openai = createOpenAI({ baseURL: baseUrl, apiKey: KEY });
  const model = wire === 'chat' ? openai.chat(MODEL) : openai.responses(MODEL);
  const timeout = idleTimeout === undefined ? {} : { firstChunkMs: idleTimeout, chunkMs: idleTimeout };
  return loop(
    (abortSignal) =>
      streamText({ model, prompt: PROMPT, maxRetries: 0, timeout, ...(abortSignal && { abortSignal }) }).stream,
    (part) => (part.type === 'text-delta' ? part.text : undefined),
    { leftBy: 'abortSignal', limitedBy: 'firstChunkMs, chunkMs', signOf },
  );
};
