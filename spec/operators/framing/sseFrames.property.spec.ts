import { expect } from 'chai';
import fc from 'fast-check';
import { from } from 'rxjs';
import { sseFrames } from '../../../lib/operators/framing/sseFrames.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { bytes } from '../../../lib/testing/wire.js';
import { syncOutcome } from '../syncOutcome.js';

const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const field = fc.constantFrom(
  'data: ',
  'data:',
  'data',
  'event: ',
  'event:',
  'id: ',
  'retry: ',
  ': ',
  ':',
  'foo: ',
  '',
);
const value = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.json(),
  fc.constantFrom('', '[DONE]', '{"a":', 'é€😀', '\uFEFF', ' '),
);
const body = fc
  .tuple(
    fc.constantFrom('', '\uFEFF', '\u00ef\u00bb\u00bf'),
    fc.array(fc.tuple(field, value, lineEnd, fc.constantFrom('', '\n', '\r\n', '\r'))),
  )
  .map(([mark, lines]) => mark + lines.flat().join(''));

/** A body and places to cut it at; bytes at random break characters and line ends alike. */
const cutBody = body
  .map(bytes)
  .chain((whole) => fc.tuple(fc.constant(whole), fc.array(fc.nat({ max: whole.length }), { maxLength: 20 })));

const cutAt = (whole: Uint8Array, places: readonly number[]): readonly Uint8Array[] => {
  const ends = [...places, whole.length].sort((a, b) => a - b);
  return ends.map((end, index) => whole.subarray(ends[index - 1] ?? 0, end));
};

const reading = (chunks: readonly Uint8Array[]) => {
  const telemetry = recordTelemetry();
  const outcome = syncOutcome(from(chunks).pipe(sseFrames({ comments: true, ...telemetry })));
  return { outcome, skipped: telemetry.skipped };
};

describe('sseFrames, for any text', () => {
  it('gives the same frames and reports however the bytes are cut', () => {
    fc.assert(
      fc.property(cutBody, ([whole, places]) => {
        expect(reading(cutAt(whole, places))).to.deep.equal(reading([whole]));
      }),
      { numRuns: 1000 },
    );
  });

  it('never fails on bytes that are no text at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(reading([noise]).outcome.end).to.equal('complete');
      }),
    );
  });

  it('reads back what was written as data, line by line', () => {
    const lines = fc.array(
      fc.string({ unit: 'grapheme' }).filter((line) => !/[\r\n]/.test(line)),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(lines, lineEnd, (data, end) => {
        const event = [...data.map((line) => `data: ${line}`), '', ''].join(end);
        const next = `data: next${end}${end}`;
        expect(reading([bytes(event + next)]).outcome.values).to.deep.equal([
          { event: 'message', data: data.join('\n') },
          { event: 'message', data: 'next' },
        ]);
      }),
    );
  });
});
