import { createOpenAI } from '@ai-sdk/openai2';
import { streamText } from 'ai5';
import { KEY, MODEL, PROMPT, type Open } from './Contender.js';
import { loop } from './loop.js';

export const ai5: Open = ({ baseUrl, wire }) => {
  const openai = createOpenAI({ baseURL: baseUrl, apiKey: KEY });
  const model = wire === 'chat' ? openai.chat(MODEL) : openai.responses(MODEL);
  return loop(
    () => streamText({ model, prompt: PROMPT, maxRetries: 0 }).fullStream,
    (part) => (part.type === 'text-delta' ? part.text : undefined),
  );
};
