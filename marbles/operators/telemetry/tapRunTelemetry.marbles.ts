import { expect } from 'chai';
import { take } from 'rxjs';
import { tapRunTelemetry } from '../../../lib/operators/telemetry/tapRunTelemetry.js';
import { marbles } from '../../../spec/support/marbles.js';

interface End {
  readonly outcome: string;
  readonly duration: number;
  readonly seen: string;
  readonly error: unknown;
}

describe('tapRunTelemetry', () => {
  const recording = () => {
    const ends: End[] = [];
    const order: string[] = [];
    let seen = '';
    const run = {
      onEnd: (end: End) => ends.push(end),
      within: (subscribe: () => void) => {
        order.push('within');
        subscribe();
      },
      outside: (deliver: () => void) => {
        order.push('outside');
        deliver();
      },
    };
    return { ends, order, run, onValue: (value: string) => void (seen += value), seen: () => seen };
  };

  it(
    'reports one end, whatever it is, and passes everything on',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const error = new Error('oops');
      const sources = [cold('-a-b|'), cold('-a-#', undefined, error), cold('-a---')] as const;
      const records = sources.map((source, index) => {
        const record = recording();
        const { run, onValue, seen } = record;
        const endOf = (end: { outcome: 'completed' | 'failed' | 'cancelled'; duration: number }, failure: unknown) => ({
          ...end,
          seen: seen(),
          error: failure,
        });
        expectObservable(source.pipe(tapRunTelemetry(run, { onValue, endOf })), '---- -!').toBe(
          ['-a-b|', '-a-#', '-a---'][index] ?? '',
          undefined,
          error,
        );
        return record;
      });
      expectSubscriptions(sources[2].subscriptions).toBe('^----!');
      flush();
      expect(records.map(({ ends }) => ends)).to.deep.equal([
        [{ outcome: 'completed', duration: 4, seen: 'ab', error: undefined }],
        [{ outcome: 'failed', duration: 3, seen: 'a', error }],
        [{ outcome: 'cancelled', duration: 5, seen: 'a', error: undefined }],
      ]);
      expect(records[0]?.order).to.deep.equal(['within', 'outside', 'outside', 'outside']);
    }),
  );

  it(
    'drops the exceptions of hooks, and is nothing without hooks',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a|');
      const thrower = () => {
        throw new Error('a hook');
      };
      const broken = tapRunTelemetry<string, { outcome: 'completed' | 'failed' | 'cancelled'; duration: number }>(
        { onEnd: thrower, within: thrower, outside: thrower },
        { onValue: thrower, endOf: thrower },
      );
      const none = tapRunTelemetry<string, never>(undefined, { onValue: thrower, endOf: thrower });
      expectObservable(source.pipe(broken)).toBe('-a|');
      expectObservable(source.pipe(none)).toBe('-a|');
      expectSubscriptions(source.subscriptions).toBe(['^-!', '^-!']);
    }),
  );

  it(
    'reports a run as completed that the consumer leaves after its last value',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('-a-b---');
      const subs = '       ^--!';
      const { run, ends, onValue } = recording();
      const isLast = (value: string) => value === 'b';
      const endOf = (end: { outcome: 'completed' | 'failed' | 'cancelled'; duration: number }) => ({
        ...end,
        seen: '',
        error: undefined,
      });
      const tapped = source.pipe(tapRunTelemetry(run, { onValue, isLast, endOf }), take(2));
      expectObservable(tapped).toBe('-a-(b|)');
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(ends).to.deep.equal([{ outcome: 'completed', duration: 3, seen: '', error: undefined }]);
    }),
  );
});
