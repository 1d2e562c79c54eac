import { inspect } from 'node:util';
import { expect } from 'chai';
import { EMPTY, isObservable, type Observable, type OperatorFunction } from 'rxjs';
import { marbleRunner } from '../../../lib/testing/marbles.js';
import type { Diagram, Lane } from './diagramOf.js';
import { encode, encodeSubscription, endOf } from './encode.js';
import { meaningsOf, type Cast } from './meaningsOf.js';
import { setStage, sourceName, type Stage } from './setStage.js';

/** Says what a diagram speaks of. Called for every diagram of a file anew. */
export type Casting = (stage: Stage) => Cast;

const isOperator = (value: unknown): value is OperatorFunction<unknown, unknown> => typeof value === 'function';

/** What a call has come to: an observable, operators for the first lane, or both. */
const resultOf = (call: readonly unknown[], first: Observable<unknown>): Observable<unknown> =>
  call.reduce<Observable<unknown>>((source, each) => {
    if (isObservable(each)) return each;
    if (isOperator(each)) return source.pipe(each);
    throw new Error(`the call must make an operator or an observable, and made ${inspect(each)}`);
  }, first);

/** What TestScheduler compares as a text that people can compare: a line for each notification, or subscription. */
const listed = (compared: unknown): string =>
  (Array.isArray(compared) ? compared : [compared])
    .map((each) => inspect(each, { depth: 8, breakLength: Infinity }))
    .join('\n');

/**
 * Runs the call of a diagram in virtual time. Throws where what comes of it, or when its lanes are subscribed to and left,
 * is not what is drawn.
 *
 * @param exports those of the file that the diagram stands in.
 */
export const replay = (
  diagram: Diagram,
  casting: Casting = () => ({}),
  exports: Readonly<Record<string, unknown>> = {},
): void => {
  const [output, ...asides] = diagram.outcome;
  if (diagram.call === '' || output === undefined)
    throw new Error('a marble diagram has a call, which is indented, and a lane below it');

  const compared: string[] = [];
  const run = marbleRunner((actual, expected) => {
    const what = compared.shift();
    expect(listed(actual), what).to.equal(listed(expected));
    expect(actual, what).to.deep.equal(expected);
  });
  run((helpers, scheduler) => {
    const { stage, put, sources, attempts, told } = setStage(helpers, scheduler);
    const meanings = meaningsOf(diagram, casting(stage), exports);
    for (const lane of diagram.given) put(lane, meanings);

    const expectLane = (lane: Lane, observed: Observable<unknown>): void => {
      compared.push(`what is seen in the lane ${lane.name}`);
      helpers.expectObservable(observed).toBe(...encode(lane, 0, meanings));
    };
    // Asides first: what is told at once, nobody would hear otherwise.
    for (const lane of asides) {
      const telling = told.get(lane.name);
      if (telling === undefined) throw new Error(`nothing is ever told in the lane ${lane.name}`);
      expectLane(lane, telling);
    }
    const [first] = diagram.given;
    expectLane(output, resultOf(meanings.call(sources), (first && sources[sourceName(first)]) ?? EMPTY));
    for (const { lane, subscriptions } of attempts) {
      compared.push(`when the lane ${lane.name} is subscribed to, and left`);
      const end = Math.min(endOf(lane), endOf(output));
      helpers.expectSubscriptions(subscriptions).toBe(encodeSubscription(lane.begins, end));
    }
  })();
};
