// ai 7: streamText, written to the response as its UI messages.
import { createOpenAI } from '@ai-sdk/openai4';
import { pipeUIMessageStreamToResponse, streamText, toUIMessageStream } from 'ai7';
import { BASE_URL, serveMeasured } from './measured.js';

const openai = createOpenAI({ baseURL: BASE_URL, apiKey: 'the-key' });

serveMeasured((request, response) => {
  request.resume();
  const left = new AbortController();
  response.once('close', () => left.abort());
  const { stream } = streamText({
    model: openai.responses('m'),
    prompt: 'hi',
    maxRetries: 0,
    abortSignal: left.signal,
  });
  void pipeUIMessageStreamToResponse({ response, stream: toUIMessageStream({ stream }) });
});
