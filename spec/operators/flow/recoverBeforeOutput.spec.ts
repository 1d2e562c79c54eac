import { expect } from 'chai';
import { concat, defer, map, of, retry, tap, throwError } from 'rxjs';
import { recoverBeforeOutput } from '../../../lib/operators/flow/recoverBeforeOutput.js';
import { syncOutcome } from '../syncOutcome.js';

const error = new Error('lost');

describe('recoverBeforeOutput', () => {
  it('passes values and end as they are', () => {
    const values = [undefined, null, 0, { kind: 'E' }, { kind: 'N', value: 1 }];
    const outcome = syncOutcome(of(...values).pipe(recoverBeforeOutput(retry(1))));
    expect(outcome).to.deep.equal({ values, end: 'complete' });
  });

  it('shows the recovery the error itself', () => {
    const seen: unknown[] = [];
    const watch = recoverBeforeOutput<never>(tap({ error: (given: unknown) => seen.push(given) }));
    const outcome = syncOutcome(throwError(() => error).pipe(watch));
    expect(outcome).to.deep.equal({ values: [], end: 'error', error });
    expect(seen).to.have.ordered.members([error]);
  });

  it('counts undefined for a value', () => {
    let attempts = 0;
    const source = defer(() => {
      attempts += 1;
      return concat(
        of(undefined),
        throwError(() => error),
      );
    });
    expect(syncOutcome(source.pipe(recoverBeforeOutput(retry(3))))).to.deep.equal({
      values: [undefined],
      end: 'error',
      error,
    });
    expect(attempts).to.equal(1);
  });

  it('never repeats what a consumer has seen, wherever a consumer further down fails', () => {
    let attempts = 0;
    const source = defer(() => of(++attempts));
    const thrown = syncOutcome(
      source.pipe(
        recoverBeforeOutput(retry(3)),
        map(() => {
          throw error;
        }),
      ),
    );
    expect([thrown.error, attempts]).to.deep.equal([error, 1]);
  });
});
