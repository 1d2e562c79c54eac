import { createOpenAI } from '@ai-sdk/openai2';
import { streamText } from 'ai5';
import { signOf } from './ai.js';
import { KEY, MODEL, PROMPT, type Open } from './Contender.js';
import { loop } from './loop.js';

export const ai5: Open = ({ baseUrl, wire }) => {
  const openai = createOpenAI({ baseURL: baseUrl, apiKey: KEY });
  const model = wire === 'chat' ? openai.chat(MODEL) : openai.responses(MODEL);
  return loop(
    (abortSignal) =>
      streamText({ model, prompt: PROMPT, maxRetries: 0, ...(abortSignal && { abortSignal }) }).fullStream,
    (part) => (part.type === 'text-delta' ? part.text : undefined),
    { leftBy: 'abortSignal', signOf },
  );
};
