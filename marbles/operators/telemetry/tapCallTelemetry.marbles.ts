import { expect } from 'chai';
import { defer, identity } from 'rxjs';
import { tapCallTelemetry } from '../../../lib/operators/telemetry/tapCallTelemetry.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import type { CallEnd, CallTelemetry } from '../../../lib/telemetry/Telemetry.js';
import { reset } from '../../../lib/testing/virtualTransport.js';
import { events } from '../../../spec/support/virtualClient.js';
import { marbles } from '../../../spec/support/marbles.js';

const values = { ...events, m: { type: 'server_model', model: 'm' } } as const;

const recordCall = (more: CallTelemetry = {}) => {
  const told: string[] = [];
  const ends: CallEnd[] = [];
  const call: CallTelemetry = {
    onEvent: ({ type }) => told.push(type),
    onEnd: (end) => ends.push(end),
    ...more,
  };
  return { call, told, ends };
};

const eventOf = identity<ResponseEvent>;

describe('tapCallTelemetry', () => {
  it(
    'reports every event and the end, and when the first event of the answer came',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { call, told, ends } = recordCall();
      const source = cold<ResponseEvent>('-m-c-t--(x|)', values);
      const subs = '                       ^-------!   ';
      const expected = '                   -m-c-t--(x|)';
      expectObservable(source.pipe(tapCallTelemetry(call, { eventOf }))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(told).to.deep.equal(['server_model', 'created', 'output_text_delta', 'completed']);
      expect(ends).to.deep.equal([{ outcome: 'completed', duration: 8, firstEventAfter: 3 }]);
    }),
  );

  it(
    'reports why a call failed',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { call, ends } = recordCall();
      const error = reset();
      const source = cold<ResponseEvent>('---#', values, error);
      const subs = '                       ^--!';
      const expected = '                   ---#';
      expectObservable(source.pipe(tapCallTelemetry(call, { eventOf }))).toBe(expected, values, error);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(ends).to.deep.equal([{ outcome: 'failed', error, duration: 3 }]);
    }),
  );

  it(
    'reports that a call was cancelled',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { call, ends } = recordCall();
      const source = cold<ResponseEvent>('-c-t-----', values);
      const subs = '                       ^---!    ';
      const unsub = '                      ^---!    ';
      const expected = '                   -c-t-    ';
      expectObservable(source.pipe(tapCallTelemetry(call, { eventOf })), unsub).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(ends).to.deep.equal([{ outcome: 'cancelled', duration: 4, firstEventAfter: 1 }]);
    }),
  );

  it(
    'counts a call that is unsubscribed after its completed event as completed',
    marbles(({ cold, expectObservable, flush }) => {
      const { call, ends } = recordCall();
      const source = cold<ResponseEvent>('-c-x-----|', values);
      const unsub = '                      ^---!     ';
      const expected = '                   -c-x-     ';
      expectObservable(source.pipe(tapCallTelemetry(call, { eventOf })), unsub).toBe(expected, values);
      flush();
      expect(ends).to.deep.equal([{ outcome: 'completed', duration: 4, firstEventAfter: 1 }]);
    }),
  );

  it(
    'counts it as completed, too, if metadata came after its completed event',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { call, ends } = recordCall();
      const source = cold<ResponseEvent>('-c-xm----|', values);
      const subs = '                       ^----!    ';
      const unsub = '                      -----!    ';
      const expected = '                   -c-xm-    ';
      expectObservable(source.pipe(tapCallTelemetry(call, { eventOf })), unsub).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(ends).to.deep.equal([{ outcome: 'completed', duration: 5, firstEventAfter: 1 }]);
    }),
  );

  it(
    'reports no events of a call without any',
    marbles(({ cold, expectObservable, flush }) => {
      const { call, told, ends } = recordCall();
      const source = cold('  --(a|)');
      const expected = '     --(a|)';
      expectObservable(source.pipe(tapCallTelemetry(call))).toBe(expected);
      flush();
      expect(told).to.deep.equal([]);
      expect(ends).to.deep.equal([{ outcome: 'completed', duration: 2 }]);
    }),
  );

  it(
    'reports every subscription for itself',
    marbles(({ cold, expectObservable, flush }) => {
      const { call, ends } = recordCall();
      const source = cold<ResponseEvent>('-c-(x|)       ', values);
      const expected = '                   -c-(x|)       ';
      const later = '                      --------c-(x|)';
      const tapped = source.pipe(tapCallTelemetry(call, { eventOf }));
      expectObservable(tapped).toBe(expected, values);
      expectObservable(tapped, '-------^').toBe(later, values);
      flush();
      const end = { outcome: 'completed', duration: 3, firstEventAfter: 1 };
      expect(ends).to.deep.equal([end, end]);
    }),
  );

  const within: Readonly<Record<string, NonNullable<CallTelemetry['within']>>> = {
    'subscribes once': (subscribe) => subscribe(),
    'subscribes twice': (subscribe) => {
      subscribe();
      subscribe();
    },
    'never subscribes': () => undefined,
    'throws before it subscribes': () => {
      throw new Error('no context');
    },
    'throws after it has subscribed': (subscribe) => {
      subscribe();
      throw new Error('no context');
    },
  };
  for (const [what, run] of Object.entries(within))
    it(
      `subscribes once, and unsubscribes with its subscriber, where within ${what}`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const { call } = recordCall({ within: run });
        const source = cold<ResponseEvent>('-c-t-----', values);
        const subs = '                       ^---!    ';
        const unsub = '                      ^---!    ';
        const expected = '                   -c-t-    ';
        expectObservable(source.pipe(tapCallTelemetry(call, { eventOf })), unsub).toBe(expected, values);
        expectSubscriptions(source.subscriptions).toBe([subs]);
      }),
    );

  it(
    'runs the subscription inside of within',
    marbles(({ cold, expectObservable, flush }) => {
      const context = { name: 'none' };
      const seen: string[] = [];
      const call: CallTelemetry = {
        within: (subscribe) => {
          context.name = 'the call';
          subscribe();
          context.name = 'none';
        },
      };
      const source = cold('  --(a|)');
      const expected = '     --(a|)';
      const asked = defer(() => {
        seen.push(context.name);
        return source;
      });
      expectObservable(asked.pipe(tapCallTelemetry(call))).toBe(expected);
      flush();
      expect(seen).to.deep.equal(['the call']);
    }),
  );
});
