import { DemandGate } from '../../../lib/backpressure/Demand.js';
import { HEARTBEAT } from '../../../lib/relay/frames/RelayFrame.js';
import { withHeartbeat } from '../../../lib/relay/frames/withHeartbeat.js';
import { marbles } from '../../../spec/support/marbles.js';

const values = { h: HEARTBEAT };

describe('withHeartbeat', () => {
  it(
    'fills each silence, counted from the last text, and ends with the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b------------|');
      const subs = '         ^-----------------!';
      const expected = '     --a--b----h----h--|';
      expectObservable(source.pipe(withHeartbeat(5))).toBe(expected, { a: 'a', b: 'b', ...values });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'sends nothing to a reader that does not read, and goes on when it reads again',
    marbles(({ cold, hot, expectObservable }) => {
      const demand = new DemandGate();
      hot('-x----------o').subscribe({
        next: (change) => (change === 'x' ? demand.close() : demand.open()),
        error: (cause: unknown) => {
          throw cause;
        },
      });
      const source = cold('-----------------------');
      const expected = '   ---------------h----h--';
      const unsub = '      -----------------------!';
      expectObservable(source.pipe(withHeartbeat(5, { demand })), unsub).toBe(expected, values);
    }),
  );

  it(
    'stops its timer when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -----------');
      const subs = '         ^------!';
      expectObservable(source.pipe(withHeartbeat(5)), '-------!').toBe('-----h-', values);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'passes an error on',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('--#').pipe(withHeartbeat(5))).toBe('--#');
    }),
  );
});
