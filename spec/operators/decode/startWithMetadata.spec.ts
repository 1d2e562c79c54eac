import { expect } from 'chai';
import { concat, EMPTY, of, throwError } from 'rxjs';
import { startWithMetadata } from '../../../lib/operators/decode/startWithMetadata.js';
import { syncOutcome } from '../syncOutcome.js';

describe('startWithMetadata', () => {
  it('puts the values before the first one, and before no other', () => {
    expect(syncOutcome(of(1, 2, 3).pipe(startWithMetadata([-1, 0]))).values).to.deep.equal([-1, 0, 1, 2, 3]);
  });

  it('counts undefined for a first value', () => {
    expect(syncOutcome(of(undefined, 'a').pipe(startWithMetadata<string | undefined>(['x']))).values).to.deep.equal([
      'x',
      undefined,
      'a',
    ]);
  });

  it('takes lists for values and not for lists of them', () => {
    expect(syncOutcome(of(['a']).pipe(startWithMetadata([['x', 'y']]))).values).to.deep.equal([['x', 'y'], ['a']]);
  });

  it('keeps quiet where the source brings nothing', () => {
    const error = new Error('lost');
    expect(syncOutcome(EMPTY.pipe(startWithMetadata<number>([1])))).to.deep.equal({ values: [], end: 'complete' });
    expect(syncOutcome(throwError(() => error).pipe(startWithMetadata<number>([1])))).to.deep.equal({
      values: [],
      end: 'error',
      error,
    });
  });

  it('passes an error that follows the first value', () => {
    const error = new Error('lost');
    const failing = concat(
      of(2),
      throwError(() => error),
    );
    expect(syncOutcome(failing.pipe(startWithMetadata([1])))).to.deep.equal({ values: [1, 2], end: 'error', error });
  });
});
