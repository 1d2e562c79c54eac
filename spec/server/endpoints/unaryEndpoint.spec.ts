import { expect } from 'chai';
import type { BodyFault } from '../../../lib/server/index.js';
import { ask, useServers, type Asking } from '../rawClient.js';
import { within } from '../../support/within.js';

const endpoints: readonly (readonly [asking: Asking & { readonly path: string }, body: unknown, marker: string])[] = [
  [{ path: '/responses/compact' }, { input: [] }, '{"output":[{"type":"compaction"'],
  [{ path: '/memories/trace_summarize' }, { traces: [{ id: 't' }] }, '{"output":[{"trace_summary"'],
  [{ path: '/models', method: 'GET' }, undefined, '{"models":[{"'],
];

describe('server/unaryEndpoint', () => {
  const start = useServers();

  for (const [asking, body, marker] of endpoints) {
    const { path, method = 'POST' } = asking;
    const other = method === 'POST' ? 'GET' : 'POST';

    describe(`${method} ${path}`, () => {
      it('answers with JSON when told nothing', async () => {
        const server = await start({ script: undefined });
        const { status, headers, text } = await ask(server, body, asking).seen;
        expect(status).to.equal(200);
        expect(headers).to.include({ 'content-type': 'application/json', 'x-request-id': 'req_1' });
        expect(text.startsWith(marker)).to.equal(true);
        expect(() => void JSON.parse(text)).not.to.throw();
        expect(server.requests[0]).to.include({ path: `/v1${path}`, method, completed: true });
      });

      it('answers with the JSON and the headers of the script, even with null', async () => {
        const server = await start();
        server.enqueue({ json: { mine: [1] }, headers: { 'x-extra': 'yes', etag: 'W/"own"' } }, { json: null });
        const { headers, text } = await ask(server, body, asking).seen;
        expect(headers).to.include({ 'x-extra': 'yes', etag: 'W/"own"' });
        expect(text).to.equal('{"mine":[1]}');
        expect((await ask(server, body, asking).seen).text).to.equal('null');
      });

      it('cuts the text as the script says', async () => {
        const server = await start({ script: { json: 'naïve', cut: 1 } });
        expect((await ask(server, body, asking).seen).text).to.equal('"naïve"');
      });

      it('sends the head before the text is due', async () => {
        const server = await start({ script: { pace: { ttft: 1e12 } } });
        const client = ask(server, body, asking);
        expect((await client.head).statusCode).to.equal(200);
        client.hangUp();
        expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
      });

      it('takes head faults as elsewhere', async () => {
        const server = await start();
        server.enqueue(
          { fault: { type: 'status', status: 429, headers: { 'retry-after': '2' } } },
          { fault: { type: 'reset_before_head' } },
        );
        const { status, headers } = await ask(server, body, asking).seen;
        expect([status, headers['retry-after']]).to.deep.equal([429, '2']);
        expect(await ask(server, body, asking).seen).to.include({ error: 'ECONNRESET', text: '' });
      });

      it('is cut in half by a reset', async () => {
        const server = await start({ script: { json: 'abcdef', fault: { type: 'reset_mid_body', after: 0 } } });
        expect(await ask(server, body, asking).seen).to.include({ text: '"abc', error: 'ECONNRESET' });
      });

      const open: readonly (readonly [fault: BodyFault, text: string])[] = [
        [{ type: 'stall_mid_body', after: 0 }, '"abc'],
        [{ type: 'linger' }, '"abcdef"'],
      ];
      for (const [fault, text] of open) {
        it(`leaves the connection open for ${fault.type}`, async () => {
          const server = await start({ script: { json: 'abcdef', fault } });
          const client = ask(server, body, asking);
          expect(await client.until(text)).to.equal(text);
          client.hangUp();
          expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
        });
      }

      it(`refuses ${other}, and another key`, async () => {
        const server = await start({ apiKey: 'sk-right' });
        const refused = await ask(server, {}, { ...asking, method: other }).seen;
        expect([refused.status, refused.headers.allow]).to.deep.equal([405, method]);
        expect(await ask(server, body, asking).seen).to.include({ status: 401 });
        const headers = { authorization: 'Bearer sk-right' };
        expect(await ask(server, body, { ...asking, headers }).seen).to.include({ status: 200 });
      });
    });
  }

  it('accepts a client_version in the query of models', async () => {
    const server = await start();
    const asking = { path: '/models?client_version=0.99.0', method: 'GET' };
    expect(await ask(server, undefined, asking).seen).to.include({ status: 200 });
    expect(server.requests[0]).to.deep.include({ path: '/v1/models', query: { client_version: '0.99.0' } });
  });

  it('refuses a body that is not a JSON object', async () => {
    expect(await ask(await start(), [], { path: '/responses/compact' }).seen).to.include({ status: 400 });
  });
});
