import { callSite } from '../marbleFailure.js';
import type { ExpectMarbleOptions, MarbleFault } from './checkMarble.js';
import { checkReceived } from './checkReceived.js';
import { failureOf } from './expectMarble.js';

/** The result of a matcher, as Vitest and Jest expect it. */
export interface MatcherResult {
  /** True if the events are those of the file. */
  readonly pass: boolean;
  /** Returns the text of the failure. */
  readonly message: () => string;
}

const resultOf = (fault: MarbleFault | undefined): MatcherResult => ({
  pass: fault === undefined,
  message: () =>
    fault === undefined
      ? 'The events are those of the file, and were expected to differ.'
      : [fault.title, fault.difference?.text].filter((part) => part !== undefined).join('\n\n'),
});

/**
 * Matchers for `expect.extend` of Vitest and Jest: `toMatchMarble(path, options)`, which compares like `expectMarble`.
 * Await it if the received value is an observable.
 *
 * ```js
 * import { expect } from 'vitest';
 *
 * expect.extend(marbleMatchers);
 * expect((transport) => ask(transport)).toMatchMarble('incident.marble');
 * ```
 */
export const marbleMatchers = {
  /** Compares what was received with the `.marble` file at `path`. */
  toMatchMarble: (
    received: unknown,
    path: string,
    options?: ExpectMarbleOptions,
  ): MatcherResult | Promise<MatcherResult> => {
    const fault = checkReceived(received, path, options);
    return fault instanceof Promise ? fault.then(resultOf) : resultOf(fault);
  },
};

/** The parts of chai that a plugin uses. */
export interface ChaiAssertions {
  readonly Assertion: {
    /** Adds an assertion method to chai. */
    addMethod(name: string, method: (this: object, path: string, options?: ExpectMarbleOptions) => unknown): void;
  };
}
/** The helpers that chai passes to a plugin. */
export interface ChaiHelpers {
  /** Reads a flag of an assertion. */
  flag(assertion: object, key: string): unknown;
}

const isFunction = (value: unknown): value is (...values: never[]) => unknown => typeof value === 'function';

/**
 * Adds `toMatchMarble(path, options)` to chai's assertions. It compares like `expectMarble`. Await it if the received
 * value is an observable.
 *
 * @example
 * import { expect, use } from 'chai';
 *
 * use(marbleChai);
 * const ask = (transport: HttpTransport) => new ResponsesClient({ provider, transport }).streamPrompt('gpt-5.1', 'Hi');
 * expect(ask).toMatchMarble('greeting.marble');
 */
export const marbleChai = ({ Assertion }: ChaiAssertions, helpers: ChaiHelpers): void => {
  Assertion.addMethod('toMatchMarble', function toMatchMarble(path, options) {
    const start = helpers.flag(this, 'ssfi'); // the function of chai that the test called
    const site = callSite(isFunction(start) ? start : toMatchMarble);
    const settle = (fault: MarbleFault | undefined): void => {
      if (fault !== undefined) throw failureOf(fault, site);
    };
    const fault = checkReceived(helpers.flag(this, 'object'), path, options);
    if (fault instanceof Promise) return fault.then(settle);
    settle(fault);
    return undefined;
  });
};

declare global {
  namespace Chai {
    interface Assertion {
      toMatchMarble(path: string, options?: ExpectMarbleOptions): void | Promise<void>;
    }
  }
}
