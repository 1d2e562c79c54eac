import { expect } from 'chai';
import * as zlib from 'node:zlib';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { nodeTransport } from '../../lib/node/nodeTransport.js';
import { zstdCompress } from '../../lib/node/zstdCompress.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { bytes, completed, sse } from '../../lib/testing/wire.js';
import type { Fetch } from '../../lib/transport/fetchTransport.js';
import { errorOf, valuesOf } from '../support/collect.js';

/** A fetch that answers at once and remembers what it was told to send. */
const fakeFetch = () => {
  const sent: RequestInit[] = [];
  const fetch: Fetch = (_url, init) => {
    sent.push(init);
    return Promise.resolve(new Response(sse(completed())));
  };
  return { sent, fetch };
};

const askWith = (fetch: Fetch, compression: 'none' | 'zstd') =>
  new ResponsesClient({
    provider: createProvider({ name: 'virtual', baseUrl: 'https://virtual.test/v1' }),
    transport: nodeTransport({ fetch }),
  }).streamPrompt('m', 'é'.repeat(1000), { compression });

const decompress: unknown = Reflect.get(zlib, 'zstdDecompressSync');

if (typeof decompress === 'function')
  describe('zstdCompress, where Node can', () => {
    it('gives one piece, which decompresses to what went in', async () => {
      const body = bytes('{"say":"é"}'.repeat(1000));
      const pieces = await valuesOf(zstdCompress(body));
      expect(pieces.map((piece) => [...piece.subarray(0, 4)])).to.deep.equal([[0x28, 0xb5, 0x2f, 0xfd]]);
      const back: unknown = Reflect.apply(decompress, zlib, [pieces[0]]);
      expect(back).to.deep.equal(Buffer.from(body));
    });

    it('is what nodeTransport sends with', async () => {
      const { sent, fetch } = fakeFetch();
      await valuesOf(askWith(fetch, 'zstd'));
      const [{ body, headers } = {}] = sent;
      expect(new Headers(headers).get('content-encoding')).to.equal('zstd');
      const back: unknown = Reflect.apply(decompress, zlib, [body]);
      expect(String(back)).to.contain('é'.repeat(1000)).and.to.contain('"model":"m"');
    });
  });
else
  describe('zstdCompress, where Node cannot', () => {
    it('is a build error that says which Node runs, which is needed, and what to do', async () => {
      const error = await errorOf(zstdCompress(bytes('{}')));
      expect(error).to.have.nested.property('error.type', 'build');
      expect(error.message)
        .to.contain(`got ${process.version}`)
        .and.to.contain('22.15')
        .and.to.contain('compression "none"');
    });

    it('keeps nodeTransport from sending anything', async () => {
      const { sent, fetch } = fakeFetch();
      expect(await errorOf(askWith(fetch, 'zstd'))).to.have.nested.property('error.type', 'build');
      expect(sent).to.deep.equal([]);
    });
  });

describe('nodeTransport', () => {
  it('sends as it is what is not to be compressed', async () => {
    const { sent, fetch } = fakeFetch();
    await valuesOf(askWith(fetch, 'none'));
    expect(sent.map(({ body }) => typeof body)).to.deep.equal(['string']);
  });
});
