import { brotliCompressSync, constants, createGzip, deflateSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { Exchange } from '../server/Exchange.js';
import { completes, fails, type Expectation, type Fault, type Faults } from '../Fault.js';
import { halfOf, PIECES, TWO, wholeOf, type Wire } from '../wires.js';

/** The response had begun, so that the failure is one of the stream. */
const lost = (more: Partial<Expectation> = {}): Expectation =>
  fails('stream', {
    says: /lost in the middle of the body/,
    check: ({ error }) => expect(error).to.include({ reason: 'connection_lost' }),
    ...more,
  });

/** Two deltas, then an accident. */
const halfThen = (accident: (exchange: Exchange) => void | Promise<void>): Fault => ({
  play: async (exchange, wire) => {
    await exchange.head();
    await exchange.chunk(halfOf(wire));
    await accident(exchange);
  },
  expect: lost({ text: TWO }),
});

const compressed = (encoding: string, compress: (text: string) => Uint8Array): Fault => ({
  play: (exchange, wire) => exchange.stream(compress(wholeOf(wire)), { 'content-encoding': encoding }),
  expect: completes(),
});

const withLength = (exchange: Exchange, length: number, body: string): Promise<void> =>
  exchange.raw(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: ${length}\r\n\r\n${body}`);

/** One line of 256 MiB that takes 260 kB on the wire; made once, as it takes a second. */
const makeBomb = (() => {
  let bomb: Promise<Buffer> | undefined;
  return (): Promise<Buffer> =>
    (bomb ??= new Promise((resolve, reject) => {
      const gzip = createGzip();
      const chunks: Buffer[] = [];
      gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
      gzip.on('error', reject);
      gzip.on('end', () => resolve(Buffer.concat(chunks)));
      gzip.write('data: ');
      const mebibyte = Buffer.alloc(2 ** 20, 'x');
      const write = (left: number): void => {
        if (left === 0) gzip.end();
        else gzip.write(mebibyte, () => write(left - 1));
      };
      write(256);
    }));
})();

/** Every event compressed and flushed by itself, and the next one sent when the former must have arrived. */
const flushed = async (exchange: Exchange, wire: Wire): Promise<void> => {
  const gzip = createGzip();
  const chunks: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
  const flush = (text: string) =>
    new Promise<Buffer>((resolve) => {
      gzip.write(text);
      gzip.flush(constants.Z_SYNC_FLUSH, () => resolve(Buffer.concat(chunks.splice(0))));
    });
  await exchange.head({ 'content-encoding': 'gzip' });
  await exchange.chunk(await flush(wire.opening));
  for (const piece of PIECES) await exchange.chunk(await flush(wire.delta(piece)));
  // Not ended: what was flushed must be delivered all the same.
};

/** Faults of the body, and of the framing around it. */
export const body: Faults = {
  'reset-mid-body': halfThen((exchange) => exchange.reset()),
  'fin-mid-body': halfThen((exchange) => exchange.fin()),
  'bad-chunk-size': halfThen((exchange) => exchange.raw('zz\r\nno chunk at all\r\n')),
  'reset-before-first-event': {
    play: async (exchange) => {
      await exchange.head();
      await exchange.reset();
    },
    expect: lost(),
  },
  'eof-before-first-event': {
    play: (exchange, wire) => exchange.stream(exchange.attempt === 0 ? '' : wholeOf(wire)),
    expect: fails('stream', { says: /stream closed before/ }),
  },
  'content-length-short': {
    play: async (exchange, wire) => {
      await withLength(exchange, 100_000, halfOf(wire));
      await exchange.pause(20);
      exchange.fin();
    },
    expect: lost({ text: TWO }),
  },
  'content-length-excess': {
    play: async (exchange, wire) => {
      const whole = wholeOf(wire);
      await withLength(exchange, Buffer.byteLength(whole), whole + wire.delta('stolen') + 'HTTP/1.1 500 No\r\n\r\n');
      exchange.fin();
    },
    expect: completes(),
  },
  'te-and-cl': {
    play: async (exchange, wire) => {
      await exchange.head({ 'content-length': '5' });
      await exchange.chunk(wholeOf(wire));
      await exchange.end();
      exchange.fin();
    },
    expect: fails('network', { requests: 3 }),
  },
  'gzip-ok': compressed('gzip', (text) => gzipSync(text)),
  'br-ok': compressed('br', (text) => brotliCompressSync(text)),
  'deflate-ok': compressed('deflate', (text) => deflateSync(text)),
  'gzip-truncated': {
    // Flushed, but without the end that tells a whole one.
    play: (exchange, wire) =>
      exchange.stream(gzipSync(halfOf(wire), { finishFlush: constants.Z_SYNC_FLUSH }), { 'content-encoding': 'gzip' }),
    expect: fails('stream', { says: /stream closed before/, text: TWO }),
  },
  'gzip-bogus': {
    play: (exchange, wire) => exchange.stream(wholeOf(wire), { 'content-encoding': 'gzip' }),
    expect: lost(),
  },
  'gzip-bomb': {
    play: async (exchange) => exchange.stream(await makeBomb(), { 'content-encoding': 'gzip' }),
    expect: fails('stream', { says: /longer than 10485760 characters/ }),
  },
  'encoding-unknown': {
    play: (exchange, wire) => exchange.stream(wholeOf(wire), { 'content-encoding': 'rot13' }),
    expect: completes(),
  },
  'gzip-flush-per-event': {
    play: flushed,
    provider: { streamIdleTimeout: 300 },
    expect: (wire) =>
      fails('stream', {
        says: /idle timeout/,
        text: PIECES.join(''),
        check: ({ events }) => {
          const deltas = events.filter(({ type }) => type === 'output_text_delta');
          expect(deltas, wire.name).to.have.length(PIECES.length);
        },
      }),
  },
};
