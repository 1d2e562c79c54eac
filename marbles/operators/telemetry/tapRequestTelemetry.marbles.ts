import { expect } from 'chai';
import { defer, EMPTY, retry, type Observable } from 'rxjs';
import { tapRequestTelemetry } from '../../../lib/operators/telemetry/tapRequestTelemetry.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { reset, response } from '../../../lib/testing/virtualTransport.js';
import type { StreamResponse } from '../../../lib/transport/HttpTransport.js';
import { marbles } from '../../../spec/support/marbles.js';

const h = response(EMPTY, { status: 200 });
const unavailable = apiError({
  type: 'transport',
  error: { type: 'http', status: 503, headers: {}, body: '', url: 'https://api.test' },
});

/** The nth subscription gets the nth attempt. */
const exclusive = <T>(...attempts: readonly Observable<T>[]): Observable<T> => {
  const rest = [...attempts];
  return defer(() => rest.shift() ?? []);
};

describe('tapRequestTelemetry', () => {
  it(
    'reports every attempt: its number, its outcome and how long it took',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const telemetry = recordTelemetry();
      const error = reset();
      const first = cold<StreamResponse>('   --#', undefined, error);
      const second = cold<StreamResponse>('    ---#', undefined, unavailable);
      const third = cold('                   ----h|', { h });
      const firstSubs = '                    ^-!';
      const secondSubs = '                   --^--!';
      const thirdSubs = '                    -----^----!';
      const expected = '                     ---------h|';
      const heads$ = exclusive(first, second, third).pipe(tapRequestTelemetry(telemetry), retry(2));
      expectObservable(heads$).toBe(expected, { h });
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      expectSubscriptions(third.subscriptions).toBe(thirdSubs);
      flush();
      expect(telemetry.requests).to.deep.equal([
        { attempt: 0, error, duration: 2 },
        { attempt: 1, status: 503, error: unavailable, duration: 3 },
        { attempt: 2, status: 200, duration: 4 },
      ]);
    }),
  );

  it(
    'counts anew for every call of the operator',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const telemetry = recordTelemetry();
      const source = cold('  -h|', { h });
      const subs = '         ^-!';
      const expected = '     -h|';
      expectObservable(source.pipe(tapRequestTelemetry(telemetry))).toBe(expected, { h });
      expectObservable(source.pipe(tapRequestTelemetry(telemetry))).toBe(expected, { h });
      expectSubscriptions(source.subscriptions).toBe([subs, subs]);
      flush();
      expect(telemetry.requests.map(({ attempt }) => attempt)).to.deep.equal([0, 0]);
    }),
  );

  it(
    'reports nothing when the consumer leaves before the head',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const telemetry = recordTelemetry();
      const source = cold('  ----h|', { h });
      const subs = '         ^-!';
      const unsub = '        ^-!';
      const expected = '     ---';
      expectObservable(source.pipe(tapRequestTelemetry(telemetry)), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(telemetry.requests).to.deep.equal([]);
    }),
  );

  it(
    'measures on the scheduler that it is given',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const telemetry = recordTelemetry();
      const twiceAsFast = { now: () => scheduler.now() * 2, schedule: scheduler.schedule.bind(scheduler) };
      const source = cold('  ---h|', { h });
      const subs = '         ^---!';
      const expected = '     ---h|';
      expectObservable(source.pipe(tapRequestTelemetry(telemetry, { scheduler: twiceAsFast }))).toBe(expected, { h });
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(telemetry.requests).to.deep.equal([{ attempt: 0, status: 200, duration: 6 }]);
    }),
  );
});
