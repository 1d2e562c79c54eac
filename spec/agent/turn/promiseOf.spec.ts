import { expect } from 'chai';
import { EMPTY, of, throwError } from 'rxjs';
import { promiseOf } from '../../../lib/agent/turn/promiseOf.js';
import { isApiError } from '../../../lib/protocol/errors/ApiError.js';

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail('a failure was expected'),
    (error: unknown) => error,
  );

describe('promiseOf', () => {
  it('gives the value, the error, or an error for no value', async () => {
    const error = new Error('lost');
    expect(await promiseOf(of(1))).to.equal(1);
    expect(await failureOf(promiseOf(throwError(() => error)))).to.equal(error);
    expect(isApiError(await failureOf(promiseOf(EMPTY)))).to.equal(true);
  });
});
