import { DemandGate } from '../../../lib/backpressure/Demand.js';
import { idleTimeout } from '../../../lib/operators/framing/idleTimeout.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const idle = errorLike({ type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' });

describe('idleTimeout under demand', () => {
  it(
    'stands still while demand is closed, and starts anew when it opens',
    marbles(({ cold, time, expectObservable, expectSubscriptions }, scheduler) => {
      const demand = new DemandGate();
      const close = time('   ---|');
      const open = time('    -----------|');
      const source = cold('  --a--------------');
      const subs = '         ^---------------!';
      const expected = '     --a-------------#';
      scheduler.schedule(() => demand.close(), close);
      scheduler.schedule(() => demand.open(), open);
      expectObservable(source.pipe(idleTimeout(5, { demand }))).toBe(expected, undefined, idle);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'never fails while demand stays closed',
    marbles(({ cold, time, expectObservable, expectSubscriptions }, scheduler) => {
      const demand = new DemandGate();
      const close = time('   ---|');
      const source = cold('  --a 1m b|');
      const subs = '         ^-- 1m -!';
      const expected = '     --a 1m b|';
      scheduler.schedule(() => demand.close(), close);
      expectObservable(source.pipe(idleTimeout(5, { demand }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'does not start before a demand that begins closed opens',
    marbles(({ cold, time, expectObservable, expectSubscriptions }, scheduler) => {
      const demand = new DemandGate();
      demand.close();
      const open = time('    --------|');
      const source = cold('  -------------------');
      const subs = '         ^------------!';
      const expected = '     -------------#';
      scheduler.schedule(() => demand.open(), open);
      expectObservable(source.pipe(idleTimeout(5, { demand }))).toBe(expected, undefined, idle);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'allows a whole silence after each opening',
    marbles(({ cold, time, expectObservable, expectSubscriptions }, scheduler) => {
      const demand = new DemandGate();
      const closings = [time('---|'), time('----------|')];
      const openings = [time('------|'), time('--------------|')];
      const source = cold('  ----------------------');
      const subs = '         ^------------------!';
      const expected = '     -------------------#';
      for (const closing of closings) scheduler.schedule(() => demand.close(), closing);
      for (const opening of openings) scheduler.schedule(() => demand.open(), opening);
      expectObservable(source.pipe(idleTimeout(5, { demand }))).toBe(expected, undefined, idle);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'does not restart for what still comes while demand is closed',
    marbles(({ cold, time, expectObservable, expectSubscriptions }, scheduler) => {
      const demand = new DemandGate();
      const close = time('   ---|');
      const open = time('    ------------|');
      const source = cold('  --a-b-------------');
      const subs = '         ^----------------!';
      const expected = '     --a-b------------#';
      scheduler.schedule(() => demand.close(), close);
      scheduler.schedule(() => demand.open(), open);
      expectObservable(source.pipe(idleTimeout(5, { demand }))).toBe(expected, undefined, idle);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'forgets the demand when the consumer unsubscribes while it is closed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const changes = cold<boolean>('  ---c----------o', { c: false, o: true });
      const source = cold('            --a---------------');
      const subs = '                   ^-----!';
      const unsub = '                  ^-----!';
      const expected = '               --a----';
      expectObservable(source.pipe(idleTimeout(5, { demand: { isOpen: true, changes } })), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(changes.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails where a demand fails that should never',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const cause = new Error('no demand');
      const changes = cold<boolean>('  ---#', undefined, cause);
      const source = cold('            --a-----');
      const subs = '                   ^--!';
      const expected = '               --a#';
      expectObservable(source.pipe(idleTimeout(5, { demand: { isOpen: true, changes } }))).toBe(
        expected,
        undefined,
        cause,
      );
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
