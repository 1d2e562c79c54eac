import { expect } from 'chai';
import { detectBuffering, type BufferedArrival } from '../../../lib/operators/telemetry/detectBuffering.js';
import { marbles } from '../../../spec/support/marbles.js';

describe('detectBuffering', () => {
  const table: readonly (readonly [string, string, string, readonly BufferedArrival[]])[] = [
    ['everything at once after a wait', '------(abc|)', '^-----!', [{ wait: 6, spread: 0, values: 3 }]],
    ['everything within the allowed spread', '------a-bc-|', '^----------!', [{ wait: 6, spread: 3, values: 3 }]],
    ['values that come while they are made', '-a---b---c|', '^---------!', []],
    ['a wait before a stream that then takes its time', '------a--b--c|', '^------------!', []],
    ['too few values', '------(ab|)', '^-----!', []],
    ['no wait', '--(abc|)', '^-!', []],
    ['an error', '------(abc#)', '^-----!', []],
    ['nothing', '------|', '^-----!', []],
  ];
  for (const [title, given, subs, expected] of table)
    it(
      `reports ${expected.length === 0 ? 'nothing for ' : ''}${title}`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const reports: BufferedArrival[] = [];
        const source = cold(given);
        const onBuffering = (arrival: BufferedArrival) => reports.push(arrival);
        const output = source.pipe(detectBuffering({ onBuffering, minValues: 3, minWait: 5, maxSpread: 3 }));
        expectObservable(output).toBe(given);
        expectSubscriptions(source.subscriptions).toBe(subs);
        flush();
        expect(reports).to.deep.equal(expected);
      }),
    );

  it(
    'drops an exception of the callback',
    marbles(({ cold, expectObservable }) => {
      const onBuffering = () => {
        throw new Error('the hook failed');
      };
      const output = cold('------(abc|)').pipe(detectBuffering({ onBuffering, minValues: 3, minWait: 5 }));
      expectObservable(output).toBe('------(abc|)');
    }),
  );
});
