// A relay in Express, and one answer without replay, written by `pipeTo`.
import express from 'express';
import { apiError, bearerAuth, openai, ResponsesClient } from 'codex-rx';
import { nodeListener, pipeTo } from 'codex-rx/node';
import { relay } from 'codex-rx/relay';

const client = new ResponsesClient({
  provider: openai({ baseUrl: process.env['OPENAI_BASE_URL'] }), // undefined: OpenAI itself
  auth: bearerAuth(() => process.env['OPENAI_API_KEY']),
});

/** The request of a page. Everything else (the model, the instructions) is decided here. */
const isQuestion = (input: unknown): input is string => typeof input === 'string' && input.length <= 4000;

const handle = relay({
  ask: (input) => {
    if (!isQuestion(input))
      throw apiError({ type: 'invalid_request', detail: 'send a question of at most 4000 characters' });
    return client.streamPrompt('gpt-5.1', { instructions: 'Be brief.', input });
  },
  onError: ({ message }) => console.error(message),
});

export const app = express();
app.use(express.json({ limit: '1mb', strict: false })); // the relay reads the body also where a parser has read it before
app.all('/api/chat', nodeListener(handle));

// For an EventSource that needs no replay: `new EventSource('/api/haiku?about=ponds')`
app.get('/api/haiku', (request, response) => {
  const { about } = request.query;
  client
    .streamPrompt('gpt-5.1', `Write a haiku about ${typeof about === 'string' ? about : 'streams'}`)
    .pipe(pipeTo(response))
    .subscribe({ error: (error: unknown) => console.error(error) });
});
