import { expect } from 'chai';
import { of, type Observable } from 'rxjs';
import { errorLike } from '../../lib/testing/marbles.js';
import { recordTelemetry } from '../../lib/testing/recordTelemetry.js';
import { reset, response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { bytes, completed, created, sse, textDelta } from '../../lib/testing/wire.js';
import type { StreamResponse } from '../../lib/transport/HttpTransport.js';
import { marbles } from '../../spec/support/marbles.js';
import { events, virtualClient } from '../../spec/support/virtualClient.js';

const frame = (sequence_number: number, payload: object) => bytes(sse({ ...payload, sequence_number }));
const chunks = {
  c: frame(0, created()),
  t: frame(1, textDelta('t')),
  u: frame(2, textDelta('u')),
  x: frame(3, completed()),
};

/** Asks in the background; each request is answered by the next observable. */
const ask = (retry: object, ...answers: readonly Observable<StreamResponse>[]) =>
  virtualClient(virtualTransport(...answers), { streamIdleTimeout: 5, retry }).streamPrompt('m', 'hi', {
    background: true,
  });

describe('a client that asked for a background response', () => {
  it(
    'goes on over the next connection when one is lost, and when one falls silent',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('  -c-#                                 ', chunks, reset());
      const second = cold('              --t--------               ', chunks);
      const third = cold('                                  -tux   ', chunks);
      const firstSubs = '   ^--!                                 ';
      const secondSubs = '  -------------^------!                ';
      const thirdSubs = '   ------------------------------^--!   ';
      const expected = '    -c-------------t----------------u(x|)';
      const answer = ask({}, ...[first, second, third].map((body) => of(response(body))));
      expectObservable(answer).toBe(expected, events);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      expectSubscriptions(third.subscriptions).toBe(thirdSubs);
    }),
  );

  it(
    'gives up after maxAttempts connections that brought nothing, with the error of the last one',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('  -c#           ', chunks, reset());
      const second = cold('             c| ', chunks);
      const secondSubs = '  ------------^!';
      const expected = '    -c-----------#';
      const closed = errorLike({
        type: 'stream',
        reason: 'truncated',
        detail: 'stream closed before response.completed',
      });
      expectObservable(ask({ maxAttempts: 1 }, of(response(first)), of(response(second)))).toBe(
        expected,
        events,
        closed,
      );
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'does not go on where no retries are wanted',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold(' -c#', chunks, reset());
      const subs = '       ^-!';
      const expected = '   -c#';
      const lost = errorLike({ type: 'stream', reason: 'connection_lost', code: 'ECONNRESET' });
      expectObservable(ask({ maxAttempts: 0 }, of(response(first)))).toBe(expected, events, lost);
      expectSubscriptions(first.subscriptions).toBe(subs);
    }),
  );

  it(
    'requests nothing more when it is cancelled in the wait, in the opening, or in the next connection',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('  -c#                ', chunks, reset());
      const second = cold('               -t---', chunks);
      const opening = cold('            --h    ', { h: response(second) });
      const leavings = ['   -----------!       ', '-------------!     ', '------------------!'];
      const expected = ['   -c-----------------', '-c-----------------', '-c-------------t----'];
      const openingSubs = ['                      ------------^!     ', '   ------------^-!    '];
      const secondSubs = '                                           --------------^---!';
      leavings.forEach((leaving, nth) =>
        expectObservable(ask({}, of(response(first)), opening), leaving).toBe(expected[nth] ?? '', events),
      );
      expectSubscriptions(opening.subscriptions).toBe(openingSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'waits no longer than maxDelay before it goes on',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('  -c#      ', chunks, reset());
      const second = cold('      -tux', chunks);
      const secondSubs = '  -----^--!';
      const expected = '    -c----tu(x|)';
      expectObservable(ask({ maxDelay: 3 }, of(response(first)), of(response(second)))).toBe(expected, events);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'drains the connection that brought the end, so that another request can use it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('  -c#               ', chunks, reset());
      const second = cold('             tux--|', chunks);
      const secondSubs = '  ------------^----!';
      const expected = '    -c----------tu(x|)';
      const answers = [first, second].map((body) => of(response(body, { drain: {} })));
      expectObservable(ask({}, ...answers)).toBe(expected, events);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'reports the wait before it goes on',
    marbles(({ cold, expectObservable, flush }) => {
      const first = cold(' -c#            ', chunks, reset());
      const rest = cold('              tux', chunks);
      const expected = '   -c----------tu(x|)';
      const telemetry = recordTelemetry();
      const transport = virtualTransport(of(response(first)), of(response(rest)));
      const client = virtualClient(transport, {}, { telemetry });
      expectObservable(client.streamPrompt('m', 'hi', { background: true })).toBe(expected, events);
      flush();
      expect(telemetry.retries.map(({ retry, delay }) => ({ retry, delay }))).to.deep.equal([{ retry: 1, delay: 10 }]);
      expect(transport.requests.map(({ method, url }) => `${method} ${url}`)).to.deep.equal([
        'POST https://virtual.test/v1/responses',
        'GET https://virtual.test/v1/responses/resp_1?stream=true&starting_after=0',
      ]);
    }),
  );
});
