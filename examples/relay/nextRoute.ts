// app/api/chat/route.ts of a Next application. A page component uses `new RelayClient({ url: '/api/chat' })`.
import { apiError, bearerAuth, openai, ResponsesClient } from 'codex-rx';
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

export const dynamic = 'force-dynamic';
export const maxDuration = 300; // seconds; a platform ends the function then, and the page reads on with its next request

export const GET = handle;
export const POST = handle;
export const DELETE = handle;
