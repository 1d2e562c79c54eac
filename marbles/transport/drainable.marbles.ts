import { expect } from 'chai';
import { ignoreElements, merge, take, takeUntil, tap, timer } from 'rxjs';
import { alwaysOpen, DemandGate } from '../../lib/backpressure/Demand.js';
import { holdWhileClosed } from '../../lib/backpressure/holdWhileClosed.js';
import { response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { bytes } from '../../lib/testing/wire.js';
import type { CallEnd } from '../../lib/telemetry/Telemetry.js';
import { drainable, type DrainLimits } from '../../lib/transport/drainable.js';
import { marbles } from '../../spec/support/marbles.js';
import { chunks, events, virtualClient } from '../../spec/support/virtualClient.js';

const LIMITS: DrainLimits = { timeout: 5, bytes: 8 };
const kilobyte = new Uint8Array(1024);

describe('a drained body', () => {
  it(
    'is read to its end after the answer, which is over at the terminal event',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const ends: [number, CallEnd['outcome']][] = [];
      const body = cold('    -t--x---|', chunks);
      const subs = '         ^-------!';
      const expected = '     -t--(x|) ';
      const transport = virtualTransport(cold('(h|)', { h: response(body, { drain: LIMITS }) }));
      const onEnd = ({ outcome, duration }: CallEnd) => void ends.push([duration, outcome]);
      const answer = virtualClient(transport, {}, { telemetry: { onCall: () => ({ onEnd }) } }).streamPrompt('m', 'Hi');
      expectObservable(answer).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
      flush();
      expect(ends).to.deep.equal([[4, 'completed']]);
    }),
  );

  it(
    'is read to its end after a consumer that leaves at the terminal event',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('    -t--x---|', chunks);
      const subs = '         ^-------!';
      const expected = '     -t--(x|) ';
      const transport = virtualTransport(cold('(h|)', { h: response(body, { drain: LIMITS }) }));
      expectObservable(virtualClient(transport).streamPrompt('m', 'Hi').pipe(take(2))).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'is closed at the time limit',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('    -t--x-----------', chunks);
      const subs = '         ^--------!      ';
      const expected = '     -t--(x|)        ';
      const transport = virtualTransport(cold('(h|)', { h: response(body, { drain: LIMITS }) }));
      expectObservable(virtualClient(transport).streamPrompt('m', 'Hi')).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'is closed at the limit of bytes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('    -t--x-ab--------', { ...chunks, a: bytes(': 345678'), b: bytes(':') });
      const subs = '         ^------!        ';
      const expected = '     -t--(x|)        ';
      const transport = virtualTransport(cold('(h|)', { h: response(body, { drain: LIMITS }) }));
      expectObservable(virtualClient(transport).streamPrompt('m', 'Hi')).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'may fail, which concerns nobody',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('    -t--x-#', chunks);
      const subs = '         ^-----!';
      const expected = '     -t--(x|)';
      const transport = virtualTransport(cold('(h|)', { h: response(body, { drain: LIMITS }) }));
      expectObservable(virtualClient(transport).streamPrompt('m', 'Hi')).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'is closed at once where the consumer leaves before the terminal event',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('    -t--x---|', chunks);
      const subs = '         ^!       ';
      const expected = '     -(t|)    ';
      const transport = virtualTransport(cold('(h|)', { h: response(body, { drain: LIMITS }) }));
      expectObservable(virtualClient(transport).streamPrompt('m', 'Hi').pipe(take(1))).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'is read although demand is closed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const gate = new DemandGate();
      gate.close();
      const body = cold('    -----a-|', { a: kilobyte });
      const subs = '         ^------!';
      const unsub = '        --!     ';
      const expected = '     --------';
      const { bytes: drained, drain } = drainable((demand) => body.pipe(holdWhileClosed(demand)), gate);
      expectObservable(cold('-(d|)').pipe(tap(() => drain()))).toBe('-(d|)');
      expectObservable(drained, unsub).toBe(expected);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'opens the closed demand of its reader, so that what waits in the socket is read',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const gate = new DemandGate();
      gate.close();
      const states: boolean[] = [];
      const body = cold('    -----a-|', { a: kilobyte });
      const subs = '         ^------!';
      const { bytes: drained, drain } = drainable((demand) => {
        states.push(demand.isOpen);
        return merge(
          body,
          demand.changes.pipe(
            tap((isOpen) => states.push(isOpen)),
            ignoreElements(),
          ),
        ).pipe(takeUntil(timer(7)));
      }, gate);
      expectObservable(cold('-(d|)').pipe(tap(() => drain()))).toBe('-(d|)');
      expectObservable(drained, '--!').toBe('--------');
      expectSubscriptions(body.subscriptions).toBe(subs);
      flush();
      expect(states).to.deep.equal([false, true]);
    }),
  );

  it(
    'is closed at once where draining is off',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('    ---a---|', { a: kilobyte });
      const subs = '         ^-!     ';
      const unsub = '        --!     ';
      const expected = '     --------';
      const { bytes: drained, drain } = drainable(() => body, alwaysOpen, { drain: false });
      drain();
      expectObservable(drained, unsub).toBe(expected);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );
});
