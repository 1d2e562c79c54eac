// A relay on node:http. The page uses `new RelayClient({ url: '/api/chat' })`.
import { createServer } from 'node:http';
import { apiError, bearerAuth, openai, ResponsesClient } from 'codex-rx';
import { nodeListener } from 'codex-rx/node';
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

const listener = nodeListener(handle);

export const server = createServer((request, response) => {
  if (request.url?.startsWith('/api/chat') === true) listener(request, response);
  else response.writeHead(404).end();
});
server.once('close', () => handle.close());
