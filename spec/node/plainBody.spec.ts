import { expect } from 'chai';
import { createServer } from 'node:http';
import { firstValueFrom, mergeMap, toArray } from 'rxjs';
import * as zlib from 'node:zlib';
import { httpTransport } from '../../lib/node/httpTransport.js';
import { isApiError } from '../../lib/protocol/errors/ApiError.js';
import { decodeText } from '../../lib/operators/framing/decodeText.js';

const TEXT = 'data: héllo 💙\n\n'.repeat(50);
const plain = Buffer.from(TEXT);

const fetched = async (encoding: string, body: Buffer): Promise<string> => {
  const server = createServer((_, answer) => answer.writeHead(200, { 'content-encoding': encoding }).end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const request = { method: 'GET', url: `http://127.0.0.1:${port}/`, headers: new Headers() } as const;
  try {
    const pieces = httpTransport()
      .stream(request)
      .pipe(
        mergeMap(({ bytes }) => bytes.pipe(decodeText())),
        toArray(),
      );
    return (await firstValueFrom(pieces)).join('');
  } finally {
    server.close();
  }
};

describe('httpTransport: content encodings', () => {
  const rows: readonly (readonly [string, Buffer])[] = [
    ['gzip', zlib.gzipSync(plain)],
    ['gzip, gzip', zlib.gzipSync(zlib.gzipSync(plain))],
    ['br, gzip', zlib.gzipSync(zlib.brotliCompressSync(plain))],
    ['gzip, br', zlib.brotliCompressSync(zlib.gzipSync(plain))],
    ['GZIP,identity', zlib.gzipSync(plain)],
    ['deflate', zlib.deflateSync(plain)],
    ['deflate', zlib.deflateRawSync(plain)],
    ['deflate, gzip', zlib.gzipSync(zlib.deflateRawSync(plain))],
    ['utf-8', plain],
    ['', plain],
  ];
  for (const [encoding, body] of rows)
    it(`S16 reads "${encoding}" (${body.length} bytes)`, async () => {
      expect(await fetched(encoding, body)).to.equal(TEXT);
    });

  it('S16 names an encoding that it cannot decode', async () => {
    const error: unknown = await fetched('compress', plain).catch((cause: unknown) => cause);
    expect(isApiError(error) && error.message).to.include('compress');
  });
});
