import type { Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { comparableMessages, isMessages, type MarbleMessage } from './comparableMessages.js';
import { marbleDifference, type MarbleDifference } from './marbleDifference.js';
import { callSite, marbleFailure } from './marbleFailure.js';
import type { NamedValues } from './marbleSymbols.js';
import { subscriptionDifference, type SubscriptionTimes } from './subscriptionDifference.js';

/** One call of `expectObservable` or `expectSubscriptions`. */
interface Expectation {
  readonly kind: 'observable' | 'subscriptions';
  /** The stack of the call of `toBe`. RxJS does not compare before that call. */
  site?: string;
  names?: NamedValues | undefined;
}

type DeepEqual = (actual: unknown, expected: unknown) => void;

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

  /** @param deepEqual throws if its arguments differ. */
  constructor(deepEqual: DeepEqual) {
    super(() => undefined);
    this.#deepEqual = deepEqual;
    this.assertDeepEqual = (actual: unknown, expected: unknown) => this.#compare(actual, expected);
  }

  override expectObservable<T>(observable: Observable<T>, subscriptionMarbles: string | null = null) {
    const expectation: Expectation = { kind: 'observable' };
    this.#expectations.push(expectation);
    const assertion = super.expectObservable(observable, subscriptionMarbles);
    const expectMarbles = (marbles: string, values?: unknown, errorValue?: unknown): void => {
      assertion.toBe(marbles, values, errorValue);
      expectation.site = callSite(expectMarbles);
      expectation.names = isNamed(values) ? values : undefined;
    };
    const expectSame = (other: Observable<T>): void => {
      assertion.toEqual(other);
      expectation.site = callSite(expectSame);
    };
    return { toBe: expectMarbles, toEqual: expectSame };
  }

  override expectSubscriptions(...logs: Parameters<TestScheduler['expectSubscriptions']>) {
    const expectation: Expectation = { kind: 'subscriptions' };
    this.#expectations.push(expectation);
    const { toBe } = super.expectSubscriptions(...logs);
    const expectMarbles = (marbles: string | string[]): void => {
      toBe(marbles);
      expectation.site = callSite(expectMarbles);
    };
    return { toBe: expectMarbles };
  }

  override flush(): void {
    // After a failure, the base class compares all expectations again at the next flush.
    this.#compared = 0;
    super.flush();
    this.#expectations = this.#expectations.filter(({ site }) => site === undefined);
  }

  #compare(actual: unknown, expected: unknown): void {
    const expectation = this.#expectations.filter(({ site }) => site !== undefined)[this.#compared];
    this.#compared += 1;
    try {
      this.#assert(actual, expected);
    } catch (failure) {
      const difference = this.#differenceOf(actual, expected, expectation);
      // The assertion found something that the lines do not show, such as the class of the list.
      if (difference === undefined || expectation === undefined) throw failure;
      throw marbleFailure(TITLES[expectation.kind], difference, expectation.site ?? '');
    }
  }

  #assert(actual: unknown, expected: unknown): void {
    if (isMessages(actual) && isMessages(expected))
      this.#deepEqual(comparableMessages(actual, expected), comparableMessages(expected, expected));
    else this.#deepEqual(actual, expected);
  }

  #differenceOf(actual: unknown, expected: unknown, of: Expectation | undefined): MarbleDifference | undefined {
    if (of?.kind === 'subscriptions')
      return isSubscriptions(actual) && isSubscriptions(expected)
        ? subscriptionDifference(expected, actual)
        : undefined;
    if (!isMessages(actual) || !isMessages(expected)) return undefined;
    const isEqual = (received: MarbleMessage, wanted: MarbleMessage): boolean => {
      try {
        this.#assert([received], [wanted]);
        return true;
      } catch {
        return false; // the assertion reports a difference by throwing
      }
    };
    return marbleDifference(expected, actual, { isEqual, names: of?.names });
  }
}
