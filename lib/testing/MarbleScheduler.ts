import type { Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { comparableMessages, isMessages, type MarbleMessage } from './comparableMessages.js';
import { marbleDifference, type MarbleDifference } from './marbleDifference.js';
import { callSite, marbleFailure } from './marbleFailure.js';
import { disregard, isPromise, marbleMisuse, type Misuse } from './marbleMisuse.js';
import type { NamedValues } from './marbleSymbols.js';
import { subscriptionDifference, type SubscriptionTimes } from './subscriptionDifference.js';

/** One call of `expectObservable` or `expectSubscriptions`. */
interface Expectation {
  readonly kind: 'observable' | 'subscriptions';
  /** The stack of the call of `expectObservable` or `expectSubscriptions`. */
  readonly created: string;
  /** The stack of the call of `toBe`. RxJS does not compare before that call. */
  site?: string;
  names?: NamedValues | undefined;
}

type DeepEqual = (actual: unknown, expected: unknown) => unknown;

const TITLES = {
  observable: 'The observable differs from the expected marbles.',
  subscriptions: 'The subscriptions differ from the expected marbles.',
} as const;

const isNamed = (values: unknown): values is NamedValues => typeof values === 'object' && values !== null;

const isSubscriptions = (value: unknown): value is readonly SubscriptionTimes[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null && 'subscribedFrame' in item);

/**
 * A `TestScheduler` whose failures are drawings. It compares with the given assertion, in the same order as its base
 * class, and draws what differs. The stack of a failure begins at the call of `toBe` or `toEqual`.
 */
export class MarbleScheduler extends TestScheduler {
  readonly #deepEqual: DeepEqual;
  #expectations: Expectation[] = [];
  #compared = 0;
  #isOver = false;

  /** @param deepEqual throws if its arguments differ. */
  constructor(deepEqual: DeepEqual) {
    super(() => undefined);
    this.#deepEqual = deepEqual;
    this.assertDeepEqual = (actual: unknown, expected: unknown) => this.#compare(actual, expected);
  }

  override expectObservable<T>(observable: Observable<T>, subscriptionMarbles: string | null = null) {
    const expectation = this.#expect('observable', callSite(callSite, 1));
    const assertion = super.expectObservable(observable, subscriptionMarbles);
    const expectMarbles = (marbles: string, values?: unknown, errorValue?: unknown): void => {
      this.#complete(expectation, callSite(expectMarbles));
      assertion.toBe(marbles, values, errorValue);
      expectation.names = isNamed(values) ? values : undefined;
    };
    const expectSame = (other: Observable<T>): void => {
      this.#complete(expectation, callSite(expectSame));
      assertion.toEqual(other);
    };
    return { toBe: expectMarbles, toEqual: expectSame };
  }

  override expectSubscriptions(...logs: Parameters<TestScheduler['expectSubscriptions']>) {
    const expectation = this.#expect('subscriptions', callSite(callSite, 1));
    const { toBe } = super.expectSubscriptions(...logs);
    const expectMarbles = (marbles: string | string[]): void => {
      this.#complete(expectation, callSite(expectMarbles));
      toBe(marbles);
    };
    return { toBe: expectMarbles };
  }

  override flush(): void {
    // After a failure, the base class compares all expectations again at the next flush.
    this.#compared = 0;
    super.flush();
    this.#expectations = this.#expectations.filter(({ site }) => site === undefined);
  }

  /** Ends the test: later expectations fail. */
  end(): void {
    this.#isOver = true;
  }

  /** Fails if an expectation has no marbles. */
  checkComplete(): void {
    const [incomplete] = this.#expectations;
    if (incomplete !== undefined) throw marbleMisuse(incomplete.kind, incomplete.created);
  }

  #expect(kind: Expectation['kind'], created: string): Expectation {
    if (this.#isOver) throw marbleMisuse('late', created);
    const expectation: Expectation = { kind, created };
    this.#expectations.push(expectation);
    return expectation;
  }

  #complete(expectation: Expectation, site: string): void {
    if (this.#isOver) throw marbleMisuse('late', site);
    if (expectation.site !== undefined) throw marbleMisuse('twice', site);
    expectation.site = site;
  }

  #compare(actual: unknown, expected: unknown): void {
    const expectation = this.#expectations.filter(({ site }) => site !== undefined)[this.#compared];
    this.#compared += 1;
    let misuse: Misuse | undefined;
    try {
      misuse = this.#assert(actual, expected);
    } catch (failure) {
      const difference = this.#differenceOf(actual, expected, expectation);
      // The assertion found something that the lines do not show, such as the class of the list.
      if (difference === undefined || expectation === undefined) throw failure;
      throw marbleFailure(TITLES[expectation.kind], difference, expectation.site ?? '');
    }
    if (misuse !== undefined) throw marbleMisuse(misuse, expectation?.site);
  }

  /** Compares, and returns what is wrong with the assertion if its result shows that a difference would be lost. */
  #assert(actual: unknown, expected: unknown): Misuse | undefined {
    const result =
      isMessages(actual) && isMessages(expected)
        ? this.#deepEqual(comparableMessages(actual, expected), comparableMessages(expected, expected))
        : this.#deepEqual(actual, expected);
    if (result === false) return 'returnedFalse';
    if (!isPromise(result)) return undefined;
    disregard(result);
    return 'returnedPromise';
  }

  #differenceOf(actual: unknown, expected: unknown, of: Expectation | undefined): MarbleDifference | undefined {
    if (of?.kind === 'subscriptions')
      return isSubscriptions(actual) && isSubscriptions(expected)
        ? subscriptionDifference(expected, actual)
        : undefined;
    if (!isMessages(actual) || !isMessages(expected)) return undefined;
    const isEqual = (received: MarbleMessage, wanted: MarbleMessage): boolean => {
      try {
        return this.#assert([received], [wanted]) === undefined;
      } catch {
        return false; // the assertion reports a difference by throwing
      }
    };
    return marbleDifference(expected, actual, { isEqual, names: of?.names });
  }
}
