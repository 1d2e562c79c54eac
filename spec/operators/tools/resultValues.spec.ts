import { expect } from 'chai';
import { asyncScheduler, EMPTY, of, take, takeUntil, timer } from 'rxjs';
import { resultValues } from '../../../lib/operators/tools/resultValues.js';
import { outcomeOf, valuesOf } from '../../support/collect.js';

const valuesIn = (result: unknown) => valuesOf(resultValues(result, asyncScheduler));

describe('resultValues', () => {
  for (const [what, result, values] of [
    ['a value', 'text', ['text']],
    ['a list', [1, 2], [[1, 2]]],
    ['a set', new Set([1]), [new Set([1])]],
    ['nothing', undefined, [undefined]],
    ['an observable', of(1, 2), [1, 2]],
    ['an empty observable', EMPTY, []],
    ['a promise', Promise.resolve(1), [1]],
    ['a promise of an observable', Promise.resolve(of(1, 2)), [1, 2]],
  ] as const)
    it(`emits the values of ${what}`, async () => {
      expect(await valuesIn(result)).to.deep.equal(values);
    });

  it('emits what a generator yields and returns', async () => {
    const steps = function* () {
      yield 1;
      return 2;
    };
    const asyncSteps = async function* () {
      yield 1;
      yield await Promise.resolve(2);
    };
    expect(await valuesIn(steps())).to.deep.equal([1, 2]);
    expect(await valuesIn(asyncSteps())).to.deep.equal([1, 2]);
    expect(await valuesIn(Promise.resolve(steps()))).to.deep.equal([1, 2]);
  });

  it('fails with what a generator throws', async () => {
    const error = new Error('oops');
    const steps = function* () {
      yield 1;
      throw error;
    };
    expect(await outcomeOf(resultValues(steps(), asyncScheduler))).to.deep.equal({ values: [1], error });
  });

  it('runs the finally block of a generator that is left', async () => {
    let isClean = false;
    const steps = async function* () {
      try {
        yield 1;
        yield await new Promise<number>(() => undefined);
      } finally {
        isClean = true;
      }
    };
    await valuesOf(resultValues(steps(), asyncScheduler).pipe(take(1)));
    await Promise.resolve();
    expect(isClean).to.equal(true);
  });

  it('lets a time limit end a generator that never ends', async () => {
    let isClean = false;
    const endless = function* () {
      try {
        for (;;) yield 1;
      } finally {
        isClean = true;
      }
    };
    await outcomeOf(resultValues(endless(), asyncScheduler).pipe(takeUntil(timer(1))));
    expect(isClean).to.equal(true);
  });
});
