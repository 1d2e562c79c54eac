import { expect } from 'chai';
import { of, throwError } from 'rxjs';
import { failOver } from '../../../lib/operators/flow/failOver.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { toApiError } from '../../../lib/protocol/errors/toApiError.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { syncOutcome } from '../syncOutcome.js';

const created: ResponseEvent = { type: 'created' };

describe('failOver', () => {
  const busy = apiError({ type: 'server_overloaded' });

  for (const thrown of [
    new Error('the rule is broken'),
    apiError({ type: 'stream', reason: 'truncated', detail: 'the rule is broken' }),
  ])
    it(`ends with an ApiError of what the rule throws, and asks nobody else: ${thrown.message}`, () => {
      const when = () => {
        throw thrown;
      };
      const events = throwError(() => busy).pipe(failOver([of(created)], { when }));
      expect(syncOutcome(events)).to.deep.equal(syncOutcome(throwError(() => toApiError(thrown))));
    });

  it('calls the rule once for an error', () => {
    let asked = 0;
    const when = () => {
      asked += 1;
      return true;
    };
    expect(syncOutcome(throwError(() => busy).pipe(failOver([of(created)], { when }))).values).to.deep.equal([
      { type: 'created' },
    ]);
    expect(asked).to.equal(1);
  });
});
