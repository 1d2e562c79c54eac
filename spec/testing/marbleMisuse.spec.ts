import { expect } from 'chai';
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { NEVER, of } from 'rxjs';
import { marbleRunner, type DeepEqual, type MarbleTest } from '../../lib/testing/marbles.js';
import { marbles } from '../support/marbles.js';

type Helpers = Parameters<MarbleTest>[0];

const failureOf = (run: () => unknown): Error => {
  try {
    run();
  } catch (failure) {
    if (failure instanceof Error) return failure;
  }
  throw new Error('expected the test to fail with an error');
};

const NO_MARBLES =
  'expectObservable(…) compares nothing without .toBe(…) or .toEqual(…): add the expected marbles, or remove the call.';
const NO_SUBSCRIPTIONS =
  'expectSubscriptions(…) compares nothing without .toBe(…): add the expected marbles, or remove the call.';
const ASYNC =
  'The marble test returned a promise, and virtual time does not wait for promises: remove async and await, and move what follows an await into an observable.';
const LATE =
  'The expectation was made after the test function had returned, when nothing is compared any more: make it in the test function itself, not in a callback of a promise or a timer.';

const isTest = (test: unknown): test is MarbleTest => typeof test === 'function';

/** A test as plain JavaScript has it: TypeScript refuses what returns a promise. */
const untyped = (test: unknown): MarbleTest => (isTest(test) ? test : expect.fail());

describe('a marble test that would compare nothing', () => {
  const rows: readonly (readonly [title: string, test: (helpers: Helpers) => unknown, message: string])[] = [
    [
      'fails if it is async',
      async ({ expectObservable }) => {
        await Promise.resolve();
        expectObservable(of(1)).toBe('x');
      },
      ASYNC,
    ],
    ['fails if its promise is rejected', () => Promise.reject(new Error('lost')), ASYNC],
    ['fails if it returns a promise of another library', () => ({ then: () => undefined }), ASYNC],
    [
      'fails if it is async, whatever was expected before the first await',
      async ({ expectObservable }) => {
        expectObservable(of(1)).toBe('x');
        await Promise.resolve();
      },
      ASYNC,
    ],
    ['fails if expectObservable has no marbles', ({ expectObservable }) => void expectObservable(of(1)), NO_MARBLES],
    [
      'fails if one of several has no marbles',
      ({ cold, expectObservable }) => {
        expectObservable(cold('-a|')).toBe('-a|');
        expectObservable(cold('-a|'));
      },
      NO_MARBLES,
    ],
    [
      'fails if expectSubscriptions has no marbles',
      ({ cold, expectSubscriptions }) => void expectSubscriptions(cold('-a|').subscriptions),
      NO_SUBSCRIPTIONS,
    ],
    [
      'fails if an expectation is given marbles twice',
      ({ expectObservable }) => {
        const expectation = expectObservable(NEVER);
        expectation.toBe('x');
        expectation.toBe('-');
      },
      'The expectation has its marbles already, and only one of both would be compared: call expectObservable(…) once for each .toBe(…).',
    ],
  ];
  for (const [title, test, message] of rows)
    it(title, () => expect(failureOf(marbles(untyped(test))).message).to.equal(message));

  it('has a stack that begins at the line of the expectation', () => {
    const { stack } = failureOf(marbles(({ expectObservable }) => void expectObservable(of(1))));
    expect(stack?.split('\n')[1]).to.contain('marbleMisuse.spec.ts');
  });

  const late: readonly (readonly [title: string, make: (helpers: Helpers) => () => void])[] = [
    [
      'expectObservable',
      ({ expectObservable }) =>
        () =>
          expectObservable(of(1)).toBe('x'),
    ],
    [
      'expectSubscriptions',
      ({ expectSubscriptions }) =>
        () =>
          expectSubscriptions([]).toBe('x'),
    ],
  ];
  for (const [name, make] of late)
    it(`fails where ${name} is called after its end`, () => {
      let later: () => void = () => undefined;
      marbles((helpers) => {
        later = make(helpers);
      })();
      expect(failureOf(later).message).to.equal(LATE);
    });

  it('fails where toBe is called after its end, and so does the test', () => {
    let later: () => void = () => undefined;
    const test = marbles(({ expectObservable }) => {
      const expectation = expectObservable(of(1));
      later = () => expectation.toBe('x');
    });
    expect(failureOf(test).message).to.equal(NO_MARBLES);
    expect(failureOf(later).message).to.equal(LATE);
  });

  it('may have no expectation: it can assert after a flush', () => {
    const seen: number[] = [];
    marbles(({ cold }, scheduler) => {
      cold('-a|', { a: 1 }).subscribe({
        next: (value) => seen.push(value),
        error: (error: unknown) => expect.fail(String(error)),
      });
      scheduler.flush();
      expect(seen).to.deep.equal([1]);
    })();
  });

  it('reports what the test has thrown, before what is missing', () => {
    const test = marbles(({ expectObservable }) => {
      expectObservable(of(1));
      throw new Error('of the test');
    });
    expect(failureOf(test).message).to.equal('of the test');
  });
});

describe('an assertion of which marbleRunner would not learn of a difference', () => {
  const RETURNED_FALSE =
    'The assertion that was given to marbleRunner returned false and did not throw: pass one that throws if its arguments differ, such as assert.deepStrictEqual.';
  const RETURNED_PROMISE =
    'The assertion that was given to marbleRunner returned a promise, and a test does not wait for it: pass one that throws at once if its arguments differ, such as assert.deepStrictEqual.';
  const rejecting: unknown = (): Promise<void> => Promise.reject(new Error('lost'));
  const rows: readonly (readonly [title: string, deepEqual: unknown, message: string])[] = [
    ['returns false', isDeepStrictEqual, RETURNED_FALSE],
    [
      'returns a promise',
      async (actual: unknown, expected: unknown) => {
        await Promise.resolve();
        assert.deepStrictEqual(actual, expected);
      },
      RETURNED_PROMISE,
    ],
    ['returns a rejected promise', rejecting, RETURNED_PROMISE],
  ];
  const isAssertion = (value: unknown): value is DeepEqual => typeof value === 'function';

  for (const [title, deepEqual, message] of rows)
    for (const kind of ['values', 'subscriptions'])
      it(`fails the test if it ${title}: ${kind}`, () => {
        const test = marbleRunner(isAssertion(deepEqual) ? deepEqual : expect.fail())(({
          cold,
          expectObservable,
          expectSubscriptions,
        }) => {
          if (kind === 'values') return expectObservable(of(1)).toBe('x');
          return expectSubscriptions(cold('-').subscriptions).toBe('^');
        });
        const { message: received, stack } = failureOf(test);
        expect(received).to.equal(message);
        expect(stack?.split('\n')[1]).to.contain('marbleMisuse.spec.ts');
      });

  it('passes if it returns true for equal lists', () => {
    marbleRunner(isDeepStrictEqual)(({ expectObservable }) => expectObservable(of(1)).toBe('(a|)', { a: 1 }))();
  });

  it('is not async, and neither is a test, where TypeScript is used', () => {
    // @ts-expect-error: an async test
    marbles(async () => Promise.resolve());
    // @ts-expect-error: an async assertion
    marbleRunner(async () => Promise.resolve());
    expect(marbles(() => [1])).not.to.throw();
  });
});
