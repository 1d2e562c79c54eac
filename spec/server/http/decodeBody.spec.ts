import { expect } from 'chai';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { decodeBody } from '../../../lib/server/http/decodeBody.js';
import { ask, useServers } from '../rawClient.js';

type Compress = (bytes: Uint8Array, done: (error: Error | null, result: Buffer) => void) => void;
const isCompress = (value: unknown): value is Compress => typeof value === 'function';

const LIMIT = 1024;
const plain = Buffer.from('{"input":"Why?"}');
const zstd = { headers: { 'content-encoding': 'zstd' } };

describe('server/decodeBody', () => {
  const start = useServers();

  for (const encoding of [undefined, '', 'identity', ' Identity ']) {
    it(`leaves the body as it is where its encoding is ${JSON.stringify(encoding)}`, async () => {
      expect(await decodeBody(plain, encoding, LIMIT)).to.equal(plain);
    });
  }

  for (const encoding of ['gzip', 'br', 'deflate', 'zstd, gzip', 'zstd, zstd', 'nonsense"']) {
    it(`refuses the encoding ${encoding} with a 415 that names it`, async () => {
      const refusal = await decodeBody(plain, encoding, LIMIT);
      expect(refusal).to.have.property('status', 415);
      expect(refusal)
        .to.have.nested.property('error.message')
        .that.contains(JSON.stringify(encoding))
        .and.contains('send the body with zstd or without compression');
    });
  }

  it('answers a compressed body that is not read with a 415, on any path that takes one', async () => {
    const server = await start();
    const headers = { 'content-encoding': 'gzip' };
    for (const path of ['/responses', '/chat/completions', '/responses/compact', '/memories/trace_summarize']) {
      const { status, text } = await ask(server, zlib.gzipSync(plain), { path, headers }).seen;
      expect(status).to.equal(415);
      expect(JSON.parse(text)).to.have.nested.property('error.code', 'unsupported_content_encoding');
    }
    expect(server.requests[0]).to.include({ body: undefined, completed: true });
  });

  it('asks for the key, the path and the method before it asks for the encoding', async () => {
    const server = await start({ apiKey: 'sk-right' });
    const headers = { 'content-encoding': 'gzip' };
    const statuses = [
      await ask(server, plain, { headers }).seen,
      await ask(server, plain, { path: '/nothing', headers }).seen,
      await ask(server, plain, { path: '/models', headers }).seen,
    ].map(({ status }) => status);
    expect(statuses).to.deep.equal([401, 404, 405]);
  });

  it('does not mind the encoding of a request without a body', async () => {
    const asking = { path: '/models', method: 'GET', headers: { 'content-encoding': 'gzip' } };
    expect(await ask(await start(), undefined, asking).seen).to.include({ status: 200 });
  });

  const found: unknown = Reflect.get(zlib, 'zstdCompress');
  if (!isCompress(found)) {
    it('refuses zstd, which this Node cannot read, with a 415 that says which can', async () => {
      const { status, text } = await ask(await start(), plain, zstd).seen;
      expect(status).to.equal(415);
      expect(JSON.parse(text))
        .to.have.nested.property('error.message')
        .that.contains('the server requires Node 22.15 or later')
        .and.contains(process.version);
    });
    return;
  }

  const compress = promisify(found);

  it('reads zstd, and records the size that came', async () => {
    const server = await start();
    const bytes = await compress(plain);
    const { status, text } = await ask(server, bytes, zstd).seen;
    expect(status).to.equal(200);
    expect(text).to.contain('You asked: “Why?”');
    expect(server.requests[0]).to.deep.include({ body: { input: 'Why?' }, size: bytes.length });
    expect(server.requests[0]?.headers).to.include({ 'content-encoding': 'zstd' });
  });

  it('reads the name of the encoding in any case', async () => {
    expect(await decodeBody(await compress(plain), ' ZSTD', LIMIT)).to.deep.equal(plain);
  });

  it('reads as many bytes as a plain body may have, and refuses one more with a 413', async () => {
    const fits = Buffer.alloc(LIMIT);
    expect(await decodeBody(await compress(fits), 'zstd', LIMIT)).to.deep.equal(fits);
    const refusal = await decodeBody(await compress(Buffer.alloc(LIMIT + 1)), 'zstd', LIMIT);
    expect(refusal).to.have.property('status', 413);
    expect(refusal).to.have.nested.property(
      'error.message',
      `The body must be at most ${LIMIT} bytes long; send a shorter one.`,
    );
  });

  it('refuses what is no zstd, or not all of it, with a 400', async () => {
    const server = await start();
    const bytes = await compress(plain);
    for (const body of [plain, bytes.subarray(0, -3), Buffer.alloc(0)]) {
      const { status, text } = await ask(server, body, zstd).seen;
      expect(status).to.equal(400);
      expect(JSON.parse(text)).to.have.nested.property('error.code', 'invalid_content_encoding');
    }
    expect(server.requests[0]).to.include({ body: undefined, completed: true });
  });

  it('refuses zstd of what is not a JSON object with a 400', async () => {
    const { status, text } = await ask(await start(), await compress(Buffer.from('[]')), zstd).seen;
    expect(status).to.equal(400);
    expect(text).to.contain('The body must be a JSON object.');
  });
});
