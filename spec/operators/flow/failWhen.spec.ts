import { expect } from 'chai';
import { defer, NEVER, of, throwError } from 'rxjs';
import { failWhen } from '../../../lib/operators/flow/failWhen.js';
import { syncOutcome } from '../syncOutcome.js';

describe('failWhen', () => {
  it('does not subscribe to the source where the trigger fails synchronously', () => {
    const closed = new Error('closed');
    let subscriptions = 0;
    const source = defer(() => {
      subscriptions++;
      return of(1);
    });
    expect(syncOutcome(source.pipe(failWhen(throwError(() => closed)))).error).to.equal(closed);
    expect(subscriptions).to.equal(0);
    expect(syncOutcome(source.pipe(failWhen(NEVER))).values).to.deep.equal([1]);
    expect(subscriptions).to.equal(1);
  });
});
