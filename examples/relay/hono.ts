// A relay in Hono, on Node, Workers, Deno or Bun, with a user and a limit.
import { Hono } from 'hono';
import { apiError, bearerAuth, openai, ResponsesClient } from 'codex-rx';
import { relay } from 'codex-rx/relay';

const client = new ResponsesClient({
  provider: openai({ baseUrl: process.env['OPENAI_BASE_URL'] }), // undefined: OpenAI itself
  auth: bearerAuth(() => process.env['OPENAI_API_KEY']),
});

const lastAsked = new Map<string, number>();
const PAUSE = 1000; // milliseconds between two questions of a user

const handle = relay({
  ask: (input) => {
    if (typeof input !== 'string') throw apiError({ type: 'invalid_request', detail: 'send a question' });
    return client.streamPrompt('gpt-5.1', { instructions: 'Be brief.', input });
  },
  // An application would look up the user of a session here.
  authorize: ({ headers }) => {
    const user = headers.get('x-user');
    return user === null ? { refuse: 401 } : { user };
  },
  limit: ({ user = '' }) => {
    const wait = (lastAsked.get(user) ?? -Infinity) + PAUSE - performance.now();
    if (wait > 0) return wait;
    lastAsked.set(user, performance.now());
    return undefined;
  },
});

export const app = new Hono();
app.all('/api/chat', (context) => handle(context.req.raw));
