import { expect } from 'chai';
import { tapSendTelemetry } from '../../../lib/operators/telemetry/tapSendTelemetry.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { reset } from '../../../lib/testing/virtualTransport.js';
import { marbles } from '../../../spec/support/marbles.js';

describe('tapSendTelemetry', () => {
  it(
    'reports how long the sending took, when it is done',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const telemetry = recordTelemetry();
      const source = cold('  ---|');
      const subs = '         ^--!';
      const expected = '     ---|';
      expectObservable(source.pipe(tapSendTelemetry(telemetry, { reused: false }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(telemetry.socketRequests).to.deep.equal([{ duration: 3, reused: false }]);
    }),
  );

  it(
    'reports why the sending failed, and how long that took',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const telemetry = recordTelemetry();
      const error = reset();
      const source = cold('  --#', undefined, error);
      const subs = '         ^-!';
      const expected = '     --#';
      expectObservable(source.pipe(tapSendTelemetry(telemetry, { reused: true }))).toBe(expected, undefined, error);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(telemetry.socketRequests).to.deep.equal([{ duration: 2, reused: true, error }]);
    }),
  );

  it(
    'reports nothing when the consumer leaves before the end',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const telemetry = recordTelemetry();
      const source = cold('  ------|');
      const subs = '         ^--!';
      const unsub = '        ^--!';
      const expected = '     ----';
      expectObservable(source.pipe(tapSendTelemetry(telemetry, { reused: false })), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(telemetry.socketRequests).to.deep.equal([]);
    }),
  );

  it(
    'measures every subscription for itself',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const telemetry = recordTelemetry();
      const source = cold('  ---|');
      const first = '        ^--!';
      const second = '       -----^--!';
      const later = '        -----^';
      const output$ = source.pipe(tapSendTelemetry(telemetry, { reused: false }));
      expectObservable(output$).toBe('       ---|');
      expectObservable(output$, later).toBe('--------|');
      expectSubscriptions(source.subscriptions).toBe([first, second]);
      flush();
      expect(telemetry.socketRequests.map(({ duration }) => duration)).to.deep.equal([3, 3]);
    }),
  );

  it(
    'measures on the scheduler that it is given',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const telemetry = recordTelemetry();
      const twiceAsFast = { now: () => scheduler.now() * 2, schedule: scheduler.schedule.bind(scheduler) };
      const source = cold('  ---|');
      const subs = '         ^--!';
      const expected = '     ---|';
      const output$ = source.pipe(tapSendTelemetry(telemetry, { reused: false, scheduler: twiceAsFast }));
      expectObservable(output$).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(telemetry.socketRequests).to.deep.equal([{ duration: 6, reused: false }]);
    }),
  );

  it(
    'passes values on, and tells of them nothing',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const telemetry = recordTelemetry();
      const source = cold('  -a-b');
      const subs = '         ^';
      const expected = '     -a-b';
      expectObservable(source.pipe(tapSendTelemetry(telemetry, { reused: false }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(telemetry.socketRequests).to.deep.equal([]);
    }),
  );
});
