import { expect } from 'chai';
import { isApiError } from '../../lib/protocol/errors/ApiError.js';
import { retryBudget, unlimitedRetries, type RetryBudget } from '../../lib/provider/retryBudget.js';

/** How many failures in a row may be followed by a retry. */
const allowedIn = (budget: RetryBudget): number => {
  for (let count = 0; ; count++) if (!budget.recordFailure()) return count;
};

describe('retryBudget', () => {
  it('allows retries while the bucket is more than half full', () => {
    expect(allowedIn(retryBudget({ maxTokens: 10 }))).to.equal(4);
    expect(allowedIn(retryBudget({ maxTokens: 11 }))).to.equal(5);
    expect(allowedIn(retryBudget())).to.equal(49);
  });

  it('allows none where the first failure takes half of it', () => {
    expect(allowedIn(retryBudget({ maxTokens: 2 }))).to.equal(0);
    expect(allowedIn(retryBudget({ maxTokens: 0.5 }))).to.equal(0);
  });

  it('is refilled by answers, by a part of a token each', () => {
    const budget = retryBudget({ maxTokens: 10, tokenRatio: 0.5 });
    allowedIn(budget);
    for (let answers = 0; answers < 2; answers++) budget.recordSuccess();
    expect(budget.recordFailure()).to.equal(false);
    for (let answers = 0; answers < 4; answers++) budget.recordSuccess();
    expect(budget.recordFailure()).to.equal(true);
  });

  it('holds no more than maxTokens, however many answers come', () => {
    const budget = retryBudget({ maxTokens: 10, tokenRatio: 5 });
    for (let answers = 0; answers < 100; answers++) budget.recordSuccess();
    expect(allowedIn(budget)).to.equal(4);
  });

  it('owes nothing after a long failure: half a bucket of answers opens it again', () => {
    const budget = retryBudget({ maxTokens: 10, tokenRatio: 1 });
    for (let failures = 0; failures < 1000; failures++) budget.recordFailure();
    for (let answers = 0; answers < 7; answers++) budget.recordSuccess();
    expect(budget.recordFailure()).to.equal(true);
  });

  for (const value of [0, -1, NaN, Infinity])
    for (const name of ['maxTokens', 'tokenRatio'])
      it(`refuses a ${name} of ${value} with an error that names it`, () => {
        expect(() => retryBudget({ [name]: value }))
          .to.throw(`retryBudget: ${name} must be a finite number above 0, got ${value}`)
          .that.satisfies(isApiError);
      });

  it('has a form without a limit', () => {
    for (let failures = 0; failures < 1000; failures++) expect(unlimitedRetries.recordFailure()).to.equal(true);
    unlimitedRetries.recordSuccess();
  });
});
