// A provider of the Responses API that sends a delta every 100 ms, for 5 s.
import { absoluteNow, serveMeasured } from './measured.js';

const DELTAS = 50;
const PAUSE = 100;

const frame = (payload: { readonly type: string }): string =>
  `event: ${payload.type}\ndata: ${JSON.stringify(payload)}\n\n`;
const item = {
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'token '.repeat(DELTAS), annotations: [] }],
};
const response = { id: 'resp_1', object: 'response', created_at: 1, model: 'm', status: 'in_progress', output: [] };
const place = { output_index: 0, item_id: 'msg_1', content_index: 0 };
const usage = {
  input_tokens: 1,
  output_tokens: DELTAS,
  total_tokens: DELTAS + 1,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens_details: { reasoning_tokens: 0 },
};
const HEAD = [
  frame({ type: 'response.created', ...{ response } }),
  frame({
    type: 'response.output_item.added',
    ...{ output_index: 0, item: { ...item, content: [], status: 'in_progress' } },
  }),
].join('');
const DELTA = frame({ type: 'response.output_text.delta', ...{ ...place, delta: 'token ', logprobs: [] } });
const END = [
  frame({ type: 'response.output_item.done', ...{ output_index: 0, item } }),
  frame({ type: 'response.completed', ...{ response: { ...response, status: 'completed', output: [item], usage } } }),
].join('');

serveMeasured((request, reply) => {
  request.resume();
  reply.writeHead(200, { 'content-type': 'text/event-stream' });
  reply.write(HEAD);
  let sent = 0;
  const timer = setInterval(() => {
    if (sent < DELTAS) {
      sent += 1;
      reply.write(DELTA);
      return;
    }
    clearInterval(timer);
    reply.end(END);
  }, PAUSE);
  reply.once('close', () => {
    clearInterval(timer);
    if (!reply.writableEnded) process.send?.({ type: 'closed', at: absoluteNow() });
  });
});
