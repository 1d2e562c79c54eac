import { range, take, tap } from 'rxjs';
import { DemandGate } from '../../lib/backpressure/Demand.js';
import { holdWhileClosed } from '../../lib/backpressure/holdWhileClosed.js';
import { startWithEvents } from '../../lib/operators/decode/startWithEvents.js';
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
    'watches the demand while it holds something, and no longer than the consumer stays',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const changes = cold<boolean>('  -----------');
      const source = cold('            --a--b--c--|');
      const subs = '                   ^------!';
      const unsub = '                  ^------!';
      const watched = '                --^----!';
      const expected = '               --------';
      const demand = { isOpen: false, changes };
      expectObservable(source.pipe(holdWhileClosed(demand)), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(changes.subscriptions).toBe(watched);
    }),
  );

  it(
    'continues to hold where a released value closes demand again',
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

  it(
    'stops a synchronous source in the middle of which the consumer leaves',
    marbles(({ expectObservable }) => {
      const source = range(0, Infinity);
      const expected = '(ab|)';
      expectObservable(source.pipe(holdWhileClosed(new DemandGate()), take(2))).toBe(expected, { a: 0, b: 1 });
    }),
  );

  it(
    'subscribes to the source, and leaves it, for a consumer that is gone already: a body is closed by its subscriber',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--|');
      const subs = '         (^!)';
      const expected = '     (x|)';
      const output$ = source.pipe(holdWhileClosed(new DemandGate()), startWithEvents(['x']), take(1));
      expectObservable(output$).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
