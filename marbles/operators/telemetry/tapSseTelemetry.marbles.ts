import { expect } from 'chai';
import { idleTimeout } from '../../../lib/operators/framing/idleTimeout.js';
import { tapSseTelemetry } from '../../../lib/operators/telemetry/tapSseTelemetry.js';
import { apiErrorKind, isApiError } from '../../../lib/protocol/errors/ApiError.js';
import type { SseFrame } from '../../../lib/protocol/SseFrame.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { marbles } from '../../../spec/support/marbles.js';

const frames: Readonly<Record<string, SseFrame>> = {
  a: { event: 'response.created', data: '{}' },
  b: { event: 'message', data: '{}' },
  c: { event: '', data: 'ping', comment: true },
};

describe('tapSseTelemetry', () => {
  it(
    'reports what ended every wait and how long it took',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const telemetry = recordTelemetry();
      const source = cold('  --a---b-|', frames);
      const subs = '         ^-------!';
      const expected = '     --a---b-|';
      expectObservable(source.pipe(tapSseTelemetry(telemetry))).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(telemetry.polls).to.deep.equal([
        { result: 'event', event: 'response.created', duration: 2 },
        { result: 'event', event: 'message', duration: 4 },
        { result: 'end', duration: 2 },
      ]);
    }),
  );

  it(
    'distinguishes comments from events',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const telemetry = recordTelemetry();
      const source = cold('  -c-|', frames);
      const subs = '         ^--!';
      const expected = '     -c-|';
      expectObservable(source.pipe(tapSseTelemetry(telemetry))).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(telemetry.polls).to.deep.equal([
        { result: 'comment', duration: 1 },
        { result: 'end', duration: 2 },
      ]);
    }),
  );

  it(
    'reports the wait that was too long',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const telemetry = recordTelemetry();
      const source = cold('  --a----------', frames);
      const subs = '         ^------!';
      const expected = '     --a----#';
      const frames$ = source.pipe(idleTimeout(5), tapSseTelemetry(telemetry));
      expectObservable(frames$).toBe(expected, frames, errorLike({ type: 'stream' }));
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      const [, last] = telemetry.polls;
      expect(last).to.include({ result: 'error', duration: 5 });
      expect(isApiError(last?.error) && apiErrorKind(last.error)).to.deep.equal({
        type: 'stream',
        reason: 'idle',
        detail: 'idle timeout waiting for SSE',
      });
    }),
  );

  it(
    "passes the source's error and reports it, without an error that is no ApiError",
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const telemetry = recordTelemetry();
      const source = cold('  --a--#', frames, new TypeError('key-1 is not a function'));
      const subs = '         ^----!';
      const expected = '     --a--#';
      const failed = errorLike({ message: 'key-1 is not a function' });
      expectObservable(source.pipe(tapSseTelemetry(telemetry))).toBe(expected, frames, failed);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(telemetry.polls.at(-1)).to.deep.equal({ result: 'error', duration: 3 });
    }),
  );

  it(
    'does not report the wait in which the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const telemetry = recordTelemetry();
      const source = cold('  --a---b-|', frames);
      const subs = '         ^---!';
      const unsub = '        ^---!';
      const expected = '     --a--';
      expectObservable(source.pipe(tapSseTelemetry(telemetry)), unsub).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(telemetry.polls).to.have.lengthOf(1);
    }),
  );

  it(
    'measures every subscription by itself, on the scheduler that it is given',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const telemetry = recordTelemetry();
      const twiceAsFast = { now: () => scheduler.now() * 2, schedule: scheduler.schedule.bind(scheduler) };
      const source = cold('     -|', frames);
      const firstUnsub = '      ^';
      const secondUnsub = '     ---^';
      const firstSubs = '       ^!';
      const secondSubs = '      ---^!';
      const firstExpected = '   -|';
      const secondExpected = '  ----|';
      const frames$ = source.pipe(tapSseTelemetry(telemetry, { scheduler: twiceAsFast }));
      expectObservable(frames$, firstUnsub).toBe(firstExpected);
      expectObservable(frames$, secondUnsub).toBe(secondExpected);
      expectSubscriptions(source.subscriptions).toBe([firstSubs, secondSubs]);
      flush();
      expect(telemetry.polls.map(({ duration }) => duration)).to.deep.equal([2, 2]);
    }),
  );
});
