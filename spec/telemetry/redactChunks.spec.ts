import { expect } from 'chai';
import type { RecordedChunk } from '../../lib/protocol/recording/Recording.js';
import { createChunkRedactor } from '../../lib/telemetry/redactChunks.js';
import { bytes, cutEverywhere } from '../../lib/testing/wire.js';

const KEY = 'sk-0123456789';
const redact = (text: string) => text.replaceAll(KEY, '[redacted]');

const through = (chunks: readonly RecordedChunk[]): readonly RecordedChunk[] => {
  const redactor = createChunkRedactor(redact);
  return [...chunks.flatMap((chunk) => redactor.push(chunk)), ...redactor.flush()];
};
const timed = (pieces: readonly Uint8Array[]) => pieces.map((piece, at) => ({ at, bytes: piece }));
const textOf = (chunks: readonly RecordedChunk[]) => Buffer.concat(chunks.map((chunk) => chunk.bytes)).toString();

describe('redactChunks', () => {
  it('masks a secret wherever the body is cut', () => {
    const body = bytes(`{"é":"1"}\n{"message":"no such key: ${KEY}"}\nétc`);
    for (const cut of cutEverywhere(body))
      expect(textOf(through(timed(cut)))).to.equal('{"é":"1"}\n{"message":"no such key: [redacted]"}\nétc');
  });

  it('masks a secret in its own chunk, and leaves the others, their cuts and their times as they are', () => {
    const given = timed([bytes('a'), bytes(`b ${KEY}`), bytes('c\n')]);
    expect(through(given)).to.deep.equal([
      { at: 0, bytes: bytes('a') },
      { at: 1, bytes: bytes('b [redacted]') },
      { at: 2, bytes: bytes('c\n') },
    ]);
  });

  it('lets bytes without a secret through as they are, cut inside a character', () => {
    const given = timed([Uint8Array.of(0x61, 0xc3), Uint8Array.of(0xa9, 0xff), new Uint8Array()]);
    expect(through(given)).to.deep.equal(given);
  });

  it('holds a chunk until its last line is over, and no longer', () => {
    const redactor = createChunkRedactor(redact);
    const [a, b, c] = [bytes('a\n'), bytes('b'), bytes('\n')].map((piece, at) => ({ at, bytes: piece }));
    if (a === undefined || b === undefined || c === undefined) return expect.fail();
    expect([redactor.push(a), redactor.push(b), redactor.push(c), redactor.flush()]).to.deep.equal([
      [a],
      [],
      [b, c],
      [],
    ]);
  });

  it('holds no more than 64 KiB and a chunk of a line without an end, and still masks there', () => {
    const piece = bytes(`${'x'.repeat(1000)}${KEY}`);
    const cut = Array.from({ length: 500 }, () => [piece.subarray(0, 1005), piece.subarray(1005)]).flat();
    const redactor = createChunkRedactor(redact);
    let held = 0;
    const out = timed(cut).flatMap((chunk) => {
      const ready = redactor.push(chunk);
      held += chunk.bytes.length - Buffer.byteLength(textOf(ready).replaceAll('[redacted]', KEY));
      expect(held).to.be.below(80 * 1024);
      return ready;
    });
    expect(textOf([...out, ...redactor.flush()])).to.equal(`${'x'.repeat(1000)}[redacted]`.repeat(500));
  });
});
