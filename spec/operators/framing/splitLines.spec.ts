import { expect } from 'chai';
import fc from 'fast-check';
import { from } from 'rxjs';
import { splitLines } from '../../../lib/operators/framing/splitLines.js';
import { bytes, cutEverywhere } from '../../../lib/testing/wire.js';
import { syncOutcome } from '../syncOutcome.js';

const linesOf = (chunks: Iterable<Uint8Array>, maxLineLength?: number) =>
  syncOutcome(from(chunks).pipe(splitLines(maxLineLength === undefined ? {} : { maxLineLength })));

describe('splitLines', () => {
  const TEXT = '\uFEFF{"a":"é😀"}\r\n\r\n\nlone\rcr\n\r\rb';
  const LINES = ['{"a":"é😀"}', '', '', 'lone\rcr', '\r\rb'];

  it('cuts at LF and CRLF, keeps blank lines, and takes a last line without an end', () => {
    expect(linesOf([bytes(TEXT)])).to.deep.equal({ values: LINES, end: 'complete' });
  });

  it('gives the same lines wherever the bytes are cut', () => {
    for (const chunks of cutEverywhere(bytes(TEXT))) expect(linesOf(chunks).values).to.deep.equal(LINES);
  });

  it('gives the same lines as a split, for any text and any cuts', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '"', ' ') });
    const cut = fc.tuple(fc.array(line), fc.array(fc.nat(100)), fc.constantFrom('\n', '\r\n'));
    fc.assert(
      fc.property(cut, ([lines, places, end]) => {
        const whole = bytes(lines.map((each) => each + end).join(''));
        const ends = [...places.filter((place) => place < whole.length), whole.length].sort((a, b) => a - b);
        const chunks = ends.map((to, index) => whole.subarray(ends[index - 1] ?? 0, to));
        expect(linesOf(chunks).values).to.deep.equal(lines);
      }),
    );
  });

  it('emits nothing for no bytes, and no last line behind a line end', () => {
    expect(linesOf([]).values).to.deep.equal([]);
    expect(linesOf([bytes('a\n')]).values).to.deep.equal(['a']);
  });

  it('leaves out a last line without an end, where every line has one', () => {
    const lines = from([bytes('a\nb')]).pipe(splitLines({ emitLast: false }));
    expect(syncOutcome(lines)).to.deep.equal({ values: ['a'], end: 'complete' });
  });

  const tooLong = { type: 'stream', reason: 'too_large', detail: 'a line is longer than 3 characters (maxLineLength)' };
  it('takes a line of the greatest length, with either end and with none', () => {
    for (const text of ['abc', 'abc\n', 'abc\r\n'])
      for (const chunks of cutEverywhere(bytes(text)))
        expect(linesOf(chunks, 3), JSON.stringify(text)).to.deep.equal({ values: ['abc'], end: 'complete' });
  });

  it('fails at a line that is longer, wherever it is cut, after the lines before it', () => {
    for (const text of ['x\nabcd', 'x\nabcd\n', 'x\r\nabcd\r\nyy'])
      for (const chunks of cutEverywhere(bytes(text)))
        expect(linesOf(chunks, 3)).to.deep.equal({ values: ['x'], end: 'error', error: tooLong });
  });

  it('fails before an endless line has ended', () => {
    const pulled: number[] = [];
    const endless = function* () {
      for (let n = 0; n < 100; n++) {
        pulled.push(n);
        yield bytes('ab');
      }
    };
    expect(linesOf(endless(), 3).end).to.equal('error');
    expect(pulled).to.have.length(3);
  });
});
