import { take, tap } from 'rxjs';
import { DemandGate } from '../../lib/demand/Demand.js';
import { holdWhileClosed } from '../../lib/testing/holdWhileClosed.js';
import { marbles } from '../../spec/support/marbles.js';

describe('holdWhileClosed', () => {
  it(
    'holds values back while demand is closed',
    marbles(({ cold, time, expectObservable, expectSubscriptions }, scheduler) => {
      const demand = new DemandGate();
      const source = cold('  --a--b--c-----|');
      const close = time('   ---|');
      const open = time('    ---------|');
      const subs = '         ^-------------!';
      const expected = '     --a------(bc)-|';
      scheduler.schedule(() => demand.close(), close);
      scheduler.schedule(() => demand.open(), open);
      expectObservable(source.pipe(holdWhileClosed(demand))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'holds the end back behind the values',
    marbles(({ cold, time, expectObservable, expectSubscriptions }, scheduler) => {
      const demand = new DemandGate();
      demand.close();
      const source = cold('  --a--|');
      const open = time('    --------|');
      const subs = '         ^----!';
      const expected = '     --------(a|)';
      scheduler.schedule(() => demand.open(), open);
      expectObservable(source.pipe(holdWhileClosed(demand))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    "holds the source's error back behind the values",
    marbles(({ cold, time, expectObservable, expectSubscriptions }, scheduler) => {
      const demand = new DemandGate();
      demand.close();
      const source = cold('  --a--#');
      const open = time('    --------|');
      const subs = '         ^----!';
      const expected = '     --------(a#)';
      scheduler.schedule(() => demand.open(), open);
      expectObservable(source.pipe(holdWhileClosed(demand))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'changes nothing while demand is open',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a-(bc)-|');
      const subs = '         ^--------!';
      const expected = '     --a-(bc)-|';
      expectObservable(source.pipe(holdWhileClosed(new DemandGate()))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'leaves the source when the consumer leaves while values are held',
    marbles(({ cold, time, expectObservable, expectSubscriptions }, scheduler) => {
      const demand = new DemandGate();
      const source = cold('  --a--b--c--|');
      const close = time('   ---|');
      const open = time('    ---------|');
      const subs = '         ^------!';
      const unsub = '        ^------!';
      const expected = '     --a-----';
      scheduler.schedule(() => demand.close(), close);
      scheduler.schedule(() => demand.open(), open);
      expectObservable(source.pipe(holdWhileClosed(demand)), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'forgets the demand together with the consumer',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const changes = cold<boolean>('  -----------');
      const source = cold('            --a--b--c--|');
      const subs = '                   ^----!';
      const expected = '               --a--(b|)';
      const demand = { isOpen: true, changes };
      expectObservable(source.pipe(holdWhileClosed(demand), take(2))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(changes.subscriptions).toBe(subs);
    }),
  );

  it(
    'goes on holding where a value that was let go closes demand again',
    marbles(({ cold, time, expectObservable, expectSubscriptions }, scheduler) => {
      const demand = new DemandGate();
      demand.close();
      const source = cold('  -a-b-c----');
      const openings = [time('--------|'), time('----------|'), time('------------|')];
      const subs = '         ^';
      const expected = '     --------a-b-c';
      for (const opening of openings) scheduler.schedule(() => demand.open(), opening);
      const oneAtATime$ = source.pipe(
        holdWhileClosed(demand),
        tap(() => demand.close()),
      );
      expectObservable(oneAtATime$).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
