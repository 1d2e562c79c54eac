import { inspect } from 'node:util';
import { expect } from 'chai';
import { EMPTY, isObservable, type Observable, type OperatorFunction } from 'rxjs';
import { marbleRunner } from '../../../lib/testing/marbles.js';
import type { Diagram, Lane } from './diagramOf.js';
import { encode, encodeSubscription, endOf } from './encode.js';
import { createLanes, sourceName, type LaneTools } from './createLanes.js';
import { meaningsOf, type FixtureValues } from './meaningsOf.js';

/** Provides the values that the words of a diagram stand for. Called once for each diagram of a file. */
export type Fixtures = (lanes: LaneTools) => FixtureValues;

const isOperator = (value: unknown): value is OperatorFunction<unknown, unknown> => typeof value === 'function';

/** Builds the observable of a call: the observable itself, or operators that are applied to the first lane, or both. */
const resultOf = (call: readonly unknown[], first: Observable<unknown>): Observable<unknown> =>
  call.reduce<Observable<unknown>>((source, value) => {
    if (isObservable(value)) return value;
    if (isOperator(value)) return source.pipe(value);
    throw new Error(`the call must make an operator or an observable, and made ${inspect(value)}`);
  }, first);

/**
 * Runs the call of a diagram in virtual time. Throws if its output differs from the diagram, or if a lane is subscribed
 * to or unsubscribed at another time than drawn.
 *
 * @param exports the exports of the file that contains the diagram.
 */
export const replay = (
  diagram: Diagram,
  fixtures: Fixtures = () => ({}),
  exports: Readonly<Record<string, unknown>> = {},
): void => {
  const [output, ...otherLanes] = diagram.outcome;
  if (diagram.call === '' || output === undefined)
    throw new Error('a marble diagram has a call, which is indented, and a lane below it');

  const compared: string[] = [];
  let differing: string | undefined;
  const run = marbleRunner((actual, expected) => {
    const what = compared.shift();
    try {
      expect(actual).to.deep.equal(expected);
    } catch (failure) {
      differing ??= what; // after a failure, the runner compares single messages to find the first that differs
      throw failure;
    }
  });
  const test = run((helpers, scheduler) => {
    const { tools, add, sources, attempts, recorded } = createLanes(helpers, scheduler);
    const meanings = meaningsOf(diagram, fixtures(tools), exports);
    const { undefinedWords } = meanings;
    const hint = undefinedWords.length === 0 ? '' : ` (read letter by letter: ${undefinedWords.join(', ')})`;
    for (const lane of diagram.given) add(lane, meanings);

    const expectLane = (lane: Lane, observed: Observable<unknown>): void => {
      compared.push(`the values of the lane ${lane.name}${hint}`);
      helpers.expectObservable(observed).toBe(...encode(lane, 0, meanings));
    };
    // Before the output: its subscription may emit in these lanes at once, and subjects do not replay.
    for (const lane of otherLanes) {
      const values = recorded.get(lane.name);
      if (values === undefined) throw new Error(`no fixture records the lane ${lane.name}`);
      expectLane(lane, values);
    }
    const [first] = diagram.given;
    expectLane(output, resultOf(meanings.call(sources), (first && sources[sourceName(first)]) ?? EMPTY));
    for (const { lane, subscriptions } of attempts) {
      compared.push(`the subscription of the lane ${lane.name}`);
      const end = Math.min(endOf(lane), endOf(output));
      helpers.expectSubscriptions(subscriptions).toBe(encodeSubscription(lane.begins, end));
    }
  });
  try {
    test();
  } catch (cause) {
    if (differing === undefined) throw cause;
    throw new Error(`${differing} differ: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
};
