import { expect } from 'chai';
import { textAnswer, type Script } from '../../../lib/server/index.js';
import { useServers } from '../rawClient.js';
import { dialOpen, kindsOf, type Dialled } from '../socketClient.js';

const answer = textAnswer('Hello there', { id: 'resp_a' });
const interrupt = ({ socket }: Dialled) =>
  socket.send(JSON.stringify({ type: 'response.interrupt', response_id: 'resp_a', discard_partial_items: true }));

describe('server/serveSocket', () => {
  const start = useServers();

  const scripts: Readonly<Record<string, Script>> = {
    'between two tokens': { answer, pace: { tokensPerSecond: 1e-6 } },
    'that is stalled': { answer, fault: { type: 'stall_mid_body', after: 5 } },
  };
  for (const [what, script] of Object.entries(scripts))
    it(`ends an answer ${what} when it is interrupted, acknowledges that, and serves on`, async () => {
      const server = await start();
      server.enqueue(script, { answer: { frames: [{ type: 'next' }] } });
      const client = await dialOpen(server);
      client.create();
      await client.until('response.output_text.delta');
      interrupt(client);
      const [acknowledged] = await client.until('response.interrupted');
      expect(acknowledged).to.deep.equal({ type: 'response.interrupted', response_id: 'resp_a' });
      client.create();
      expect(kindsOf(await client.until('next'))).to.deep.equal(['next']);
      expect(server.requests.map(({ completed, interrupted }) => [completed, interrupted])).to.deep.equal([
        [true, true],
        [true, undefined],
      ]);
    });

  it('does not continue an interrupted answer', async () => {
    const server = await start({ script: { answer, pace: { tokensPerSecond: 1e-6 } } });
    const client = await dialOpen(server);
    client.create();
    await client.until('response.output_text.delta');
    interrupt(client);
    await client.until('response.interrupted');
    client.create({ previous_response_id: 'resp_a' });
    const [refused] = await client.until('error');
    expect(refused).to.have.nested.property('error.code', 'previous_response_not_found');
  });

  it('refuses an interruption while there is no answer', async () => {
    const server = await start({ script: { answer } });
    const client = await dialOpen(server);
    interrupt(client);
    const [refused] = await client.until('error');
    expect(refused).to.have.nested.property('error.code', 'unknown_message');
  });
});
