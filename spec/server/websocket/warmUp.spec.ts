import { expect } from 'chai';
import { isJsonObject } from '../../../lib/protocol/codec/json.js';
import { textAnswer } from '../../../lib/server/index.js';
import { useServers } from '../rawClient.js';
import { dialOpen, kindsOf } from '../socketClient.js';

const answer = textAnswer('Hello', { id: 'resp_a' });
const input = [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'the file' }] }];

describe('server/serveSocket, a request with generate: false', () => {
  const start = useServers();

  it('is answered with a completed response without output, of the model of the request', async () => {
    const server = await start();
    const client = await dialOpen(server);
    client.create({ model: 'gpt-5.1', generate: false, input });
    const frames = await client.until('response.completed');
    expect(kindsOf(frames)).to.deep.equal(['response.created', 'response.in_progress', 'response.completed']);
    const last = frames.at(-1);
    const response = isJsonObject(last) ? last['response'] : undefined;
    expect(response).to.include({ id: 'resp_warmup_1', status: 'completed', model: 'gpt-5.1', usage: null });
    expect(response).to.have.deep.property('output', []);
  });

  it('takes no script, and the next request may continue it', async () => {
    const server = await start();
    server.enqueue({ answer });
    const client = await dialOpen(server);
    client.create({ generate: false, input });
    await client.until('response.completed');
    client.create({ previous_response_id: 'resp_warmup_1', input: [] });
    expect(kindsOf(await client.until('response.completed'))).to.include('response.output_text.delta');
  });

  for (const generate of [true, null, 'false', 0])
    it(`takes a script where generate is ${JSON.stringify(generate)}`, async () => {
      const server = await start();
      server.enqueue({ answer });
      const client = await dialOpen(server);
      client.create({ generate, input });
      expect(kindsOf(await client.until('response.completed'))).to.include('response.output_text.delta');
    });

  it('is refused by a strict server for what any request is refused for, and accepted without it', async () => {
    const server = await start({ strict: 'openai' });
    const client = await dialOpen(server);
    client.create({ generate: false, input: [{ ...input[0], origin: 'elsewhere' }] });
    const [refused] = await client.until('error');
    expect(refused).to.include({ status: 400 });
    expect(refused).to.have.nested.property('error.message', "Unknown parameter: 'input[0].origin'.");
    client.create({ generate: false, input });
    expect(kindsOf(await client.until('response.completed'))).not.to.include('response.output_text.delta');
  });
});
