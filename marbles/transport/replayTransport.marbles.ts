import { expect } from 'chai';
import { mergeMap, type SchedulerLike, type Subscription } from 'rxjs';
import { DemandGate } from '../../lib/backpressure/Demand.js';
import type { Recording } from '../../lib/protocol/recording/Recording.js';
import { errorLike } from '../../lib/testing/marbles.js';
import { bytes } from '../../lib/testing/wire.js';
import type { HttpTransport } from '../../lib/transport/HttpTransport.js';
import { replayTransport } from '../../lib/transport/replayTransport.js';
import { marbles } from '../../spec/support/marbles.js';
import { chunks, events, virtualClient } from '../../spec/support/virtualClient.js';

const a = bytes('a');
const b = bytes('b');

const recording = (ending: Recording['ending'], at: readonly [number, number] = [3, 9]): Recording => ({
  status: 200,
  headers: {},
  chunks: [
    { at: at[0], bytes: a },
    { at: at[1], bytes: b },
  ],
  ending,
});

const request = { method: 'POST', url: 'https://virtual.test/', headers: new Headers() } as const;
const bodyOf = (transport: HttpTransport, demand?: DemandGate) =>
  transport.stream(request, demand).pipe(mergeMap(({ bytes: body }) => body));

describe('replayTransport', () => {
  const speeds: readonly [number, string][] = [
    [1, '       ---a-----b-|'],
    [3, '       -a-b|       '],
    [0.5, '     ------a-----------b---|'],
    [2, '       --a--b|'],
    [Infinity, '(ab|)'],
  ];
  for (const [speed, expected] of speeds)
    it(
      `plays ${speed} times as fast`,
      marbles(({ expectObservable }) => {
        const transport = replayTransport(recording({ type: 'end', at: 11 }), { speed });
        expectObservable(bodyOf(transport)).toBe(expected, { a, b });
      }),
    );

  it(
    'gives the head at once, and the chunks at their times after it, whenever the body is read',
    marbles(({ cold, expectObservable }) => {
      const transport = replayTransport(recording({ type: 'end', at: 11 }));
      const reading = cold('          -----r|');
      const expected = '              -----a---b-|';
      const heads$ = transport.stream(request);
      expectObservable(heads$.pipe(mergeMap((head) => reading.pipe(mergeMap(() => head.bytes))))).toBe(expected, {
        a,
        b,
      });
    }),
  );

  it(
    'ends with the error that was recorded',
    marbles(({ expectObservable }) => {
      const lost = recording({ type: 'lost', at: 12, detail: 'read ECONNRESET', code: 'ECONNRESET' });
      const expected = '---a-----b--#';
      expectObservable(bodyOf(replayTransport(lost))).toBe(
        expected,
        { a, b },
        errorLike({ type: 'stream', reason: 'connection_lost', detail: 'read ECONNRESET', code: 'ECONNRESET' }),
      );
    }),
  );

  it(
    'stays open where the consumer had unsubscribed',
    marbles(({ expectObservable }) => {
      const expected = '---a-----b-----';
      expectObservable(bodyOf(replayTransport(recording({ type: 'cancelled', at: 10 })))).toBe(expected, { a, b });
    }),
  );

  it(
    'plays anew for every subscription',
    marbles(({ expectObservable }) => {
      const body$ = bodyOf(replayTransport(recording({ type: 'end', at: 11 })));
      expectObservable(body$).toBe('---a-----b-|', { a, b });
      expectObservable(body$, '    ----^').toBe('-------a-----b-|', { a, b });
    }),
  );

  it(
    'holds what comes while demand is closed, and lets time pass',
    marbles(({ time, expectObservable }, scheduler) => {
      const demand = new DemandGate();
      const close = time('-|');
      const open = time(' ------|');
      const expected = '  ------a--b-|';
      scheduler.schedule(() => demand.close(), close);
      scheduler.schedule(() => demand.open(), open);
      expectObservable(bodyOf(replayTransport(recording({ type: 'end', at: 11 })), demand)).toBe(expected, { a, b });
    }),
  );

  it(
    'keeps one timer, and stops it when the consumer leaves',
    marbles(({ time, expectObservable, flush }, scheduler) => {
      const timers: { readonly due: number; readonly timer: Subscription }[] = [];
      const pending = () => timers.filter(({ due, timer }) => due > scheduler.now() && !timer.closed).length;
      const most: number[] = [];
      const schedule = scheduler.schedule.bind(scheduler);
      const counted: SchedulerLike = {
        now: () => scheduler.now(),
        schedule: (...args: Parameters<typeof schedule>) => {
          const timer = schedule(...args);
          timers.push({ due: scheduler.now() + (args[1] ?? 0), timer });
          most.push(pending());
          return timer;
        },
      };
      const unsub = '   -----!';
      const expected = '---a--';
      const transport = replayTransport(recording({ type: 'end', at: 11 }), { scheduler: counted });
      expectObservable(bodyOf(transport), unsub).toBe(expected, { a, b });
      const left = time('-----|');
      scheduler.schedule(() => expect(pending(), 'on leaving').to.equal(0), left + 1);
      flush();
      expect(most).to.deep.equal([1, 1]);
    }),
  );

  it(
    'waits longer than a timer can',
    marbles(({ expectObservable }) => {
      const transport = replayTransport(recording({ type: 'cancelled', at: 0 }, [3, 3_000_000_000]));
      expectObservable(bodyOf(transport)).toBe('---a 2999999996ms b', { a, b });
    }),
  );
});

describe('a recorded incident, replayed under a client', () => {
  const incident = (ending: Recording['ending']): Recording => ({
    status: 200,
    headers: { 'content-type': 'text/event-stream', 'x-request-id': 'req_7' },
    chunks: [
      { at: 800, bytes: chunks.c },
      // cut where the network cut it
      { at: 900, bytes: chunks.t.subarray(0, 20) },
      { at: 1900, bytes: chunks.t.subarray(20) },
    ],
    ending,
  });
  const came = '800ms c 1099ms t';

  it(
    'is lost at the very millisecond at which it was',
    marbles(({ expectObservable }, scheduler) => {
      const lost = incident({ type: 'lost', at: 2500, detail: 'other side closed', code: 'UND_ERR_SOCKET' });
      const client = virtualClient(replayTransport(lost, { scheduler }), {}, { scheduler });
      expectObservable(client.streamPrompt('m', 'hi')).toBe(
        `${came} 599ms #`,
        events,
        errorLike({
          type: 'stream',
          reason: 'connection_lost',
          detail: 'other side closed',
          code: 'UND_ERR_SOCKET',
          request_id: 'req_7',
        }),
      );
    }),
  );

  it(
    'runs into the idle timeout where nothing more was recorded',
    marbles(({ expectObservable }) => {
      const client = virtualClient(replayTransport(incident({ type: 'cancelled', at: 60_000 })));
      expectObservable(client.streamPrompt('m', 'hi')).toBe(
        `${came} 299999ms #`,
        events,
        errorLike({ type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' }),
      );
    }),
  );

  it(
    'is a truncated stream where the server ended it',
    marbles(({ expectObservable }) => {
      const client = virtualClient(replayTransport(incident({ type: 'end', at: 1901 }), { speed: 100 }));
      expectObservable(client.streamPrompt('m', 'hi')).toBe(
        '8ms c 10ms (t#)',
        events,
        errorLike({ type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' }),
      );
    }),
  );
});
