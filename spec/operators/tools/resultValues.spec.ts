import { expect } from 'chai';
import { asyncScheduler, EMPTY, of, take, takeUntil, timer, VirtualTimeScheduler } from 'rxjs';
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

  for (const result of [undefined, null, 7])
    it(`ends with an iterator whose result is ${String(result)}, as plain JavaScript may have it`, async () => {
      const results: unknown[] = [{ value: 1, done: false }, result];
      const steps = { next: () => results.shift(), [Symbol.iterator]: () => steps };
      expect(await valuesIn(steps)).to.deep.equal([1]);
    });

  it('lets others work after 100 values of a generator, also of a promised one, on the given scheduler', async () => {
    const many = function* () {
      for (let count = 1; count <= 100; count++) yield count;
    };
    for (const result of [many(), Promise.resolve(many())]) {
      const scheduler = new VirtualTimeScheduler();
      let count = 0;
      const subscription = resultValues(result, scheduler).subscribe({ next: () => count++, error: expect.fail });
      await new Promise((resolve) => setTimeout(resolve));
      expect([count, scheduler.actions.length]).to.deep.equal([99, 1]);
      subscription.unsubscribe();
    }
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
