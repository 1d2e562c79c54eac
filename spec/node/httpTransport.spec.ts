import { expect } from 'chai';
import * as http from 'node:http';
import * as zlib from 'node:zlib';
import { firstValueFrom, lastValueFrom, mergeMap, toArray } from 'rxjs';
import { httpTransport } from '../../lib/node/httpTransport.js';
import { decodeText } from '../../lib/operators/framing/decodeText.js';
import { isApiError } from '../../lib/protocol/errors/ApiError.js';
import { errorOf, outcomeOf } from '../support/collect.js';
import { httpRequest } from '../support/httpRequest.js';
import { loopback } from '../support/loopback.js';
import { loopbackPeer } from '../support/loopbackPeer.js';
import { describeTransport } from '../support/contracts/transportContract.js';

describeTransport('httpTransport over a loopback socket', loopbackPeer(httpTransport));

/** Runs against a server for as long as `use` takes. */
const serving = async (
  handle: Parameters<typeof loopback>[0],
  use: (server: Awaited<ReturnType<typeof loopback>>) => Promise<void>,
): Promise<void> => {
  const server = await loopback(handle);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
};

const bodyOf = async (url: string): Promise<string> => {
  const { bytes } = await firstValueFrom(httpTransport().stream(httpRequest(url)));
  const text = await lastValueFrom(bytes.pipe(decodeText(), toArray()));
  return text.join('');
};

describe('httpTransport', () => {
  it('sends the method, the headers and the body with its length', () =>
    serving(
      ({ method, headers }, response, body) =>
        response.end(JSON.stringify([method, headers['x-a'], headers['content-length'], body])),
      async ({ origin }) => {
        const given = httpRequest(origin, { headers: new Headers({ 'x-a': '1' }), body: { say: 'é' } });
        const { bytes } = await firstValueFrom(httpTransport().stream(given));
        const text = await lastValueFrom(bytes.pipe(decodeText()));
        expect(JSON.parse(text)).to.deep.equal(['POST', '1', '12', '{"say":"é"}']);
      },
    ));

  it('gives every header of the answer, also those that come twice', () =>
    serving(
      (_message, response) =>
        response
          .writeHead(
            200,
            [
              ['x-a', '1'],
              ['x-a', '2'],
              ['set-cookie', 'c=1'],
            ].flat(),
          )
          .end(),
      async ({ origin }) => {
        const { headers, bytes } = await firstValueFrom(httpTransport().stream(httpRequest(origin)));
        await lastValueFrom(bytes, { defaultValue: undefined });
        expect([headers.get('x-a'), headers.getSetCookie()]).to.deep.equal(['1, 2', ['c=1']]);
      },
    ));

  it('gives what has arrived at once, however many chunks the server made of it', () =>
    serving(
      (_message, response) => {
        response.writeHead(200, { 'transfer-encoding': 'chunked' });
        response.flushHeaders();
        const chunks = Array.from({ length: 1000 }, () => '1\r\na\r\n').join('');
        response.socket?.end(`${chunks}0\r\n\r\n`);
      },
      async ({ origin }) => {
        const { bytes } = await firstValueFrom(httpTransport().stream(httpRequest(origin)));
        const chunks = await lastValueFrom(bytes.pipe(toArray()));
        expect(chunks.reduce((sum, { length }) => sum + length, 0)).to.equal(1000);
        expect(chunks.length).to.be.at.most(10);
      },
    ));

  it('completes the body of an answer that has none', () =>
    serving(
      (_message, response) => response.writeHead(204).end(),
      async ({ origin }) => {
        const { status, bytes } = await firstValueFrom(httpTransport().stream(httpRequest(origin)));
        expect([status, await lastValueFrom(bytes, { defaultValue: 'nothing' })]).to.deep.equal([204, 'nothing']);
      },
    ));

  const codings: readonly (readonly [string, (text: string) => Buffer])[] = [
    ['gzip', zlib.gzipSync],
    ['GZIP', zlib.gzipSync],
    ['deflate', zlib.deflateSync],
    ['br', zlib.brotliCompressSync],
    ['identity', (text) => Buffer.from(text)],
  ];
  for (const [coding, compress] of codings)
    it(`reads a body that was compressed unasked: ${coding}`, () =>
      serving(
        (_message, response) => response.writeHead(200, { 'content-encoding': coding }).end(compress('data: é\n\n')),
        async ({ origin }) => {
          expect(await bodyOf(origin)).to.equal('data: é\n\n');
        },
      ));

  it('reads a compressed body piece by piece, without waiting for its end', () =>
    serving(
      (_message, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        const gzip = zlib.createGzip();
        gzip.pipe(response);
        gzip.write('data: 1\n\n');
        gzip.flush();
      },
      async ({ origin }) => {
        const { bytes } = await firstValueFrom(httpTransport().stream(httpRequest(origin)));
        expect(await firstValueFrom(bytes.pipe(decodeText()))).to.equal('data: 1\n\n');
      },
    ));

  it('gives a body in a coding that is not known as it is', () =>
    serving(
      (_message, response) => response.writeHead(200, { 'content-encoding': 'rot13' }).end('data: 1\n\n'),
      async ({ origin }) => {
        expect(await bodyOf(origin)).to.equal('data: 1\n\n');
      },
    ));

  it('reads a compressed body that was cut off as far as it goes', () =>
    serving(
      (_message, response) => {
        const whole = zlib.gzipSync('data: 1\n\n');
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(whole.subarray(0, whole.length - 8));
      },
      async ({ origin }) => {
        expect(await bodyOf(origin)).to.equal('data: 1\n\n');
      },
    ));

  it('fails at a body that is not what its coding says', () =>
    serving(
      (_message, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('data: 1\n\n'),
      async ({ origin }) => {
        const { bytes } = await firstValueFrom(httpTransport().stream(httpRequest(origin)));
        expect((await errorOf(bytes)).message).to.match(/^stream error: .*incorrect header/);
      },
    ));

  it('gives what came before a chunk that is none', () =>
    serving(
      (_message, response) => {
        response.socket?.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n');
      },
      async ({ origin }) => {
        const text = httpTransport()
          .stream(httpRequest(origin))
          .pipe(
            mergeMap(({ bytes }) => bytes),
            decodeText(),
          );
        const { values, error } = await outcomeOf(text);
        expect(values).to.deep.equal(['abc']);
        expect(isApiError(error) && error.type).to.equal('stream');
      },
    ));

  it('completes a body that is whole, whatever follows it', () =>
    serving(
      (_message, response) => {
        response.socket?.write('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc and more');
      },
      async ({ origin }) => {
        expect(await bodyOf(origin)).to.equal('abc');
      },
    ));

  it('fails at a chunk that is none, in the words of the HTTP parser', () =>
    serving(
      (_message, response) => {
        response.writeHead(200, { 'transfer-encoding': 'chunked' });
        response.flushHeaders();
        response.socket?.write('3\r\nabc\r\nzz\r\n');
      },
      async ({ origin }) => {
        const error = await errorOf(
          httpTransport()
            .stream(httpRequest(origin))
            .pipe(mergeMap(({ bytes }) => bytes)),
        );
        expect(error.type === 'stream' && error.code).to.match(/^HPE_/);
      },
    ));

  it('keeps the code of a refused connection', async () => {
    const server = await loopback(() => undefined);
    await server.stop();
    const error = await errorOf(httpTransport().stream(httpRequest(server.origin)));
    expect(error.type === 'transport' && error.error.type === 'network' && error.error.code).to.equal('ECONNREFUSED');
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['another scheme', 'ftp://127.0.0.1/x', /must begin with http/],
    ['a password in the address', 'http://user:secret@127.0.0.1/x', /must not contain a user name or password/],
    ['what is no address', 'nowhere', /Invalid URL/],
  ];
  for (const [what, url, message] of refused)
    it(`refuses ${what}, and does not repeat it`, async () => {
      const error = await errorOf(httpTransport().stream(httpRequest(url)));
      expect(error.type).to.equal('transport');
      expect(error.message).to.match(message);
      expect(error.message).not.to.contain('secret');
    });

  it('asks the agent that it is given', () =>
    serving(
      (_message, response) => response.end(),
      async ({ origin, requests }) => {
        const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
        const ports: unknown[] = [];
        agent.on('free', ({ localPort }: { localPort: number }) => ports.push(localPort));
        for (let count = 0; count < 2; count++) {
          const { bytes } = await firstValueFrom(httpTransport({ agent }).stream(httpRequest(origin)));
          await lastValueFrom(bytes, { defaultValue: undefined });
        }
        agent.destroy();
        expect(requests).to.have.lengthOf(2);
        expect(new Set(ports).size).to.equal(1);
      },
    ));
});
