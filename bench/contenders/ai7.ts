import { createOpenAI } from '@ai-sdk/openai4';
import { streamText } from 'ai7';
import { KEY, MODEL, PROMPT, type Open } from './Contender.js';
import { loop } from './loop.js';

export const ai7: Open = ({ baseUrl, wire }) => {
  const openai = createOpenAI({ baseURL: baseUrl, apiKey: KEY });
  const model = wire === 'chat' ? openai.chat(MODEL) : openai.responses(MODEL);
  return loop(
    () => streamText({ model, prompt: PROMPT, maxRetries: 0 }).stream,
    (part) => (part.type === 'text-delta' ? part.text : undefined),
  );
};
