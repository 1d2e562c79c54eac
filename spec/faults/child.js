// A program that asks once, over the built package, and says on stdout what it got; for rows that are about a whole
// process. Its one argument is JSON: where to ask, and how.
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { bearerAuth, ChatClient, createProvider, GeminiClient, MessagesClient, ResponsesClient } from 'codex-rx';

const { baseUrl, wire, key, idle = 10_000, retries = 0, block = 0, leaveAt } = JSON.parse(process.argv[2] ?? '{}');
const say = (line) => process.stdout.write(`${line}\n`);

const clients = { responses: ResponsesClient, chat: ChatClient, messages: MessagesClient, gemini: GeminiClient };
const client = new clients[wire]({
  provider: createProvider({
    name: 'child',
    baseUrl,
    streamIdleTimeout: idle,
    connectTimeout: 10_000,
    retry: { maxAttempts: retries },
  }),
  auth: bearerAuth(key),
});

let isFirst = true;
const subscription = client.streamPrompt('m', 'Say hello').subscribe({
  next: (event) => {
    if (event.type !== 'output_text_delta') return;
    say(event.delta);
    const until = performance.now() + (isFirst ? block : 0);
    isFirst = false;
    while (performance.now() < until); // a long computation
    if (event.delta === leaveAt) subscription.unsubscribe();
  },
  error: (error) => say(`error: ${error.message}`),
  complete: () => say('complete'),
});
if (leaveAt === 'start') {
  await once(process.stdin.resume(), 'data');
  subscription.unsubscribe();
  process.stdin.pause();
}
