import { expect } from 'chai';
import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { from } from 'rxjs';
import { sseFrames } from '../../../lib/operators/framing/sseFrames.js';
import { cutAtLineEnds } from '../../../lib/operators/framing/cutAtLineEnds.js';
import { bytes } from '../../../lib/testing/wire.js';
import { syncOutcome } from '../syncOutcome.js';

/** Lines of very different lengths, so that a body has many pieces and some lines are longer than one. */
const line = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => `data: ${text.replace(/[\r\n]/g, ' ')}`),
  fc.integer({ min: 0, max: 5000 }).map((length) => `data: ${'x'.repeat(length)}é`),
  fc.constantFrom('', 'event: e', ': comment', 'id: 1'),
);
const body = fc
  .tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom('\n', '\r\n', '\r'))
  .map(([lines, end]) => bytes([...lines, '', ''].join(end)));

const cut = body.chain((whole) =>
  fc.array(fc.nat({ max: whole.length }), { maxLength: 30 }).map((places) => {
    const ends = [...places, whole.length].sort((a, b) => a - b);
    return { whole, chunks: ends.map((end, index) => whole.subarray(ends[index - 1] ?? 0, end)) };
  }),
);

const piecesOf = (chunks: readonly Uint8Array[]) => syncOutcome(from(chunks).pipe(cutAtLineEnds())).values;
const concat = (pieces: readonly Uint8Array[]) => pieces.flatMap((piece) => [...piece]);

describe('cutAtLineEnds, for any bytes', () => {
  it('gives every byte once and in order, however they were cut', () => {
    fc.assert(
      fc.property(cut, ({ whole, chunks }) => {
        expect(concat(piecesOf(chunks))).to.deep.equal([...whole]);
      }),
    );
  });

  it('ends every piece but the last at a line end', () => {
    fc.assert(
      fc.property(cut, ({ chunks }) => {
        const ends = piecesOf(chunks).map((piece) => piece.at(-1));
        expect(ends.slice(0, -1).every((byte) => byte === 10 || byte === 13)).to.equal(true);
      }),
    );
  });

  it('makes pieces of some kilobytes out of short lines', () => {
    const whole = bytes('data: 0123456789\n\n'.repeat(10_000));
    const lengths = piecesOf([whole]).map((piece) => piece.length);
    expect(Math.max(...lengths)).to.be.at.most(4096);
    expect(lengths.length).to.be.at.most(whole.length / 1024);
  });

  it('makes sseFrames read what eventsource-parser alone reads, whatever it is cut into', () => {
    fc.assert(
      fc.property(cut, ({ whole, chunks }) => {
        const expected: { event: string; data: string }[] = [];
        const parser = createParser({
          onEvent: ({ event, data }) => expected.push({ event: event || 'message', data }),
        });
        parser.feed(`${new TextDecoder().decode(whole)}\n`); // a CR at the very end might be half a line end to it
        expect(syncOutcome(from(chunks).pipe(sseFrames())).values).to.deep.equal(expected);
      }),
    );
  });
});
