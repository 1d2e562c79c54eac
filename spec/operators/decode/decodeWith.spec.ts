import { expect } from 'chai';
import * as t from 'io-ts';
import { concat, of, throwError } from 'rxjs';
import { decodeWith } from '../../../lib/operators/decode/decodeWith.js';
import { syncOutcome } from '../syncOutcome.js';

const Reply = t.type({ a: t.number }, 'Reply');
const Trimmed = new t.Type<string, string, unknown>(
  'Trimmed',
  t.string.is,
  (value, context) => (t.string.is(value) ? t.success(value.trim()) : t.failure(value, context)),
  t.identity,
);

describe('decodeWith', () => {
  it('passes values that fit', () => {
    const values = [{ a: 1 }, { a: 2, b: 3 }];
    expect(syncOutcome(of(...values).pipe(decodeWith(Reply)))).to.deep.equal({ values, end: 'complete' });
  });

  it('emits what the codec makes of a value', () => {
    expect(syncOutcome(of(' a ').pipe(decodeWith(Trimmed))).values).to.deep.equal(['a']);
  });

  it('fails at the first value that does not fit, with the place and the reason', () => {
    expect(syncOutcome(of({ a: 1 }, { a: 'x' }, { a: 3 }).pipe(decodeWith(Reply)))).to.deep.equal({
      values: [{ a: 1 }],
      end: 'error',
      error: { type: 'stream', reason: 'undecodable', detail: 'failed to decode Reply: a: expected number, got "x"' },
    });
  });

  it('names the values as given', () => {
    expect(syncOutcome(of(null).pipe(decodeWith(Reply, 'models response'))).error).to.deep.equal({
      type: 'stream',
      reason: 'undecodable',
      detail: 'failed to decode models response: expected Reply, got null',
    });
  });

  it("passes the source's error", () => {
    const error = new Error('lost');
    const source = concat(
      of({ a: 1 }),
      throwError(() => error),
    );
    expect(syncOutcome(source.pipe(decodeWith(Reply)))).to.deep.equal({ values: [{ a: 1 }], end: 'error', error });
  });
});
