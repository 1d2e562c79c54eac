import { expect } from 'chai';
import type { Observable } from 'rxjs';
import { RelayClient } from '../../../lib/relay/client/RelayClient.js';
import type { RelayClientOptions, RelayCursor } from '../../../lib/relay/client/RelayClientOptions.js';
import type { RetryReport } from '../../../lib/telemetry/Telemetry.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { reset, response, virtualTransport, type VirtualResponse } from '../../../lib/testing/virtualTransport.js';
import { bytes } from '../../../lib/testing/wire.js';
import { marbles } from '../../../spec/support/marbles.js';

const delta = (text: string) => ({ type: 'output_text_delta', delta: text }) as const;
const frame = (id: number, text: string) => bytes(`id: ${id}\ndata: ${JSON.stringify(delta(text))}\n\n`);

/** Frames of a relay: a, b and c are values, d ends the answer, e ends one of a single value, f is its error, h is a heartbeat. */
const frames = {
  o: bytes(': open\n\n'),
  a: frame(1, 'a'),
  b: frame(2, 'b'),
  c: frame(3, 'c'),
  d: bytes('id: 4\nevent: done\ndata: {"duration":9}\n\n'),
  e: bytes('id: 2\nevent: done\ndata: {"duration":9}\n\n'),
  D: bytes('id: 4\nevent: done\ndata: {"duration":5000}\n\n'),
  f: bytes('id: 2\nevent: failed\ndata: {"type":"quota_exceeded","message":"quota exceeded","request_id":"req_1"}\n\n'),
  h: bytes(': heartbeat\n\n'),
};
const events = { a: delta('a'), b: delta('b'), c: delta('c') };

const ids = (): (() => string) => {
  let count = 0;
  return () => `id-${String((count += 1)).padStart(5, '0')}`;
};

const relayed = (attempts: readonly Observable<VirtualResponse>[], options: Partial<RelayClientOptions> = {}) => {
  const transport = virtualTransport(...attempts);
  const client = new RelayClient({
    url: 'https://app.example/api/chat',
    transport,
    createId: ids(),
    random: () => 0.5,
    idleTimeout: 20,
    connectTimeout: 10,
    ...options,
    retry: { baseDelay: 4, ...options.retry },
  });
  return { client, transport };
};

const sent = ({ requests }: ReturnType<typeof virtualTransport>): readonly string[] =>
  requests.map(({ method, url, headers }) => {
    const { searchParams } = new URL(url);
    const after = headers.get('last-event-id');
    return [method, searchParams.get('answer'), searchParams.get('reader'), ...(after === null ? [] : [after])].join(
      ' ',
    );
  });

describe('RelayClient', () => {
  it(
    'sends nothing before it is subscribed to, and completes with the last frame, not with the connection',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('  -oab--cd----', frames);
      const subs = '       --^------!';
      const expected = '   ----ab--c|';
      const { client, transport } = relayed([cold('--(r|)', { r: response(body) })]);
      const answer = client.stream('hi');
      expect(transport.requests).to.have.length(0);
      expectObservable(answer).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
      flush();
      expect(sent(transport)).to.deep.equal(['POST id-00001 id-00002']);
    }),
  );

  it(
    'sends its headers with every request, those of a function as they are then',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const first = cold('  -a#', frames, reset());
      const second = cold('       -b--', frames);
      const firstSubs = '   ^-!';
      const secondSubs = '  ------^--!';
      const left = cold('            -', frames);
      const expected = '    -a-----b--';
      const unsub = '       ---------!';
      let count = 0;
      const headers = () => ({ 'x-session': `s${(count += 1)}` });
      const attempts = [first, second, left].map((body) => cold('(r|)', { r: response(body) }));
      const { client, transport } = relayed(attempts, { headers });
      expectObservable(client.stream('hi'), unsub).toBe(expected, events);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      flush();
      expect(transport.requests.map((each) => [each.method, each.headers.get('x-session')])).to.deep.equal([
        ['POST', 's1'],
        ['GET', 's2'],
        ['DELETE', 's3'],
      ]);
    }),
  );

  it(
    'stops an answer with its headers, and emits nothing of what the relay answers',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('  -o-|', frames);
      const subs = '       ^--!';
      const expected = '   ---|';
      const headers = { 'x-session': 's' };
      const { client, transport } = relayed([cold('(r|)', { r: response(body) })], { headers });
      expectObservable(client.stop('answer-1')).toBe(expected);
      expectSubscriptions(body.subscriptions).toBe(subs);
      flush();
      expect(sent(transport)).to.deep.equal(['DELETE answer-1 ']);
      expect(transport.requests[0]?.headers.get('x-session')).to.equal('s');
    }),
  );

  it(
    'emits as events those of an answer, and as values whatever the relay sends',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const own = { type: 'of_my_own', a: 1 };
      const tool = { type: 'hedged', winner: 1, losers: [0] };
      const values = { a: events.a, m: own, t: tool };
      const body = () =>
        cold('             -a-m-t-d', {
          ...frames,
          m: bytes(`id: 2\ndata: ${JSON.stringify(own)}\n\n`),
          t: bytes(`id: 3\ndata: ${JSON.stringify(tool)}\n\n`),
        });
      const subs = '       ^------!';
      const bodies = [body(), body(), body()];
      const attempts = bodies.map((each) => cold('(r|)', { r: response(each) }));
      const answer = relayed(attempts).client.stream('hi');
      expectObservable(answer).toBe('         -a-----|', values);
      expectObservable(answer.events()).toBe('-a---t-|', values);
      expectObservable(answer.values()).toBe('-a-m-t-|', values);
      for (const each of bodies) expectSubscriptions(each.subscriptions).toBe(subs);
    }),
  );

  it(
    'reports each delay before a lost connection is opened again, whatever the callback throws',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const first = cold('  -a#', frames, reset());
      const firstSubs = '   ^-!';
      const second = cold('       #', frames, reset());
      const secondSubs = '  ------(^!)';
      const third = cold('                -e', frames);
      const thirdSubs = '   --------------^!';
      const expected = '    -a-------------|';
      const { client } = relayed([first, second, third].map((body) => cold('(r|)', { r: response(body) })));
      const reports: unknown[] = [];
      const onRetry = ({ retry, delay, error }: RetryReport) => {
        reports.push([retry, delay, error.type]);
        throw new Error('of the page');
      };
      expectObservable(client.stream('hi', { onRetry })).toBe(expected, events);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      expectSubscriptions(third.subscriptions).toBe(thirdSubs);
      flush();
      expect(reports).to.deep.equal([
        [1, 4, 'stream'],
        [2, 8, 'stream'],
      ]);
    }),
  );

  it(
    'fails at once when the relay requests a longer delay than 10 s, so that the page can show it',
    marbles(({ cold, expectObservable, flush }) => {
      const refused = (seconds: number) =>
        cold('(r|)', {
          r: response(cold('(e|)', { e: bytes('{}') }), { status: 429, headers: { 'retry-after': `${seconds}` } }),
        });
      const { client, transport } = relayed([refused(10), refused(11)]);
      expectObservable(client.stream('hi')).toBe('10s #', {}, errorLike({ type: 'rate_limit', delay: 11_000 }));
      flush();
      expect(transport.requests).to.have.length(2);
    }),
  );

  it(
    'opens a lost connection again, and reads on after the last frame; a frame that comes again is dropped',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const first = cold('  -ab#', frames, reset());
      const firstSubs = '   ^--!';
      const second = cold('        -bc#', frames, reset());
      const secondSubs = '  -------^--!';
      const third = cold('                -d', frames);
      const thirdSubs = '   --------------^!';
      const expected = '    -ab------c-----|';
      const { client, transport } = relayed([first, second, third].map((body) => cold('(r|)', { r: response(body) })));
      expectObservable(client.stream('hi')).toBe(expected, events);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      expectSubscriptions(third.subscriptions).toBe(thirdSubs);
      flush();
      expect(sent(transport)).to.deep.equal([
        'POST id-00001 id-00002',
        'GET id-00001 id-00002 2',
        'GET id-00001 id-00002 3',
      ]);
    }),
  );

  it(
    'repeats the POST, with the same id, as long as nothing was received',
    marbles(({ cold, expectObservable, flush }) => {
      const r = response(cold('-o#', frames, reset()));
      const attempts = [cold('-#', { r }, reset()), cold('(r|)', { r })];
      const last = cold('(r|)', { r: response(cold('-abcd', frames)) });
      const expected = '-- 3ms --- 7ms -abc|';
      const { client, transport } = relayed([...attempts, last]);
      expectObservable(client.stream('hi')).toBe(expected, events);
      flush();
      expect(sent(transport)).to.deep.equal(Array.from({ length: 3 }, () => 'POST id-00001 id-00002'));
    }),
  );

  it(
    'gives up after the attempts that are allowed, counted from the last frame',
    marbles(({ cold, expectObservable }) => {
      const lost = cold('(r|)', { r: response(cold('-#', {}, reset())) });
      const attempts = [cold('(r|)', { r: response(cold('-a#', frames, reset())) }), lost, lost];
      const expected = '-a- 4ms 8ms -#';
      const { client } = relayed(attempts, { retry: { maxAttempts: 2 } });
      expectObservable(client.stream('hi')).toBe(
        expected,
        events,
        errorLike({ type: 'stream', reason: 'connection_lost' }),
      );
    }),
  );

  it(
    'counts a heartbeat as a sign of life, for the silence and for the attempts',
    marbles(({ cold, expectObservable }) => {
      const beats = () => cold('(r|)', { r: response(cold('- 14ms h 14ms h 14ms #', frames, reset())) });
      const last = cold('(r|)', { r: response(cold('-abcd', frames)) });
      const { client } = relayed([beats(), beats(), last], { retry: { maxAttempts: 1 } });
      expectObservable(client.stream('hi')).toBe('45ms 4ms 45ms 4ms -abc|', events);
    }),
  );

  it(
    'opens the connection again after a silence without heartbeats',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const silent = cold('-a-------------------------', frames);
      const subs = '       ^--------------------!';
      const { client } = relayed([
        cold('(r|)', { r: response(silent) }),
        cold('(r|)', { r: response(cold('-bcd', frames)) }),
      ]);
      expectObservable(client.stream('hi')).toBe('-a 19ms 4ms -bc|', events);
      expectSubscriptions(silent.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails with the error of the provider, as an ApiError, and does not try again',
    marbles(({ cold, expectObservable }) => {
      const { client } = relayed([cold('(r|)', { r: response(cold('-a-f', frames)) })]);
      const error = errorLike({ type: 'quota_exceeded', message: 'quota exceeded', request_id: 'req_1' });
      expectObservable(client.stream('hi')).toBe('-a-#', events, error);
    }),
  );

  it(
    'takes a missing frame for a lost connection, and reads it again',
    marbles(({ cold, expectObservable }) => {
      const bodies = [cold('-ac', frames), cold('-bcd', frames)];
      const { client } = relayed(bodies.map((body) => cold('(r|)', { r: response(body) })));
      expectObservable(client.stream('hi')).toBe('-a 4ms -bc|', events);
    }),
  );

  it(
    'closes the connection when it is unsubscribed, and reports to the relay that this reader does not come back',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('  -ab---', frames);
      const subs = '       ^---!';
      const leave = cold(' -(r|)', { r: response(cold('|'), { status: 204 }) });
      const leaveSubs = '  ----^!';
      const unsub = '      ----!';
      const { client, transport } = relayed([cold('(r|)', { r: response(body) }), leave]);
      expectObservable(client.stream('hi'), unsub).toBe('-ab--', events);
      expectSubscriptions(body.subscriptions).toBe(subs);
      expectSubscriptions(leave.subscriptions).toBe(leaveSubs);
      flush();
      expect(sent(transport)).to.deep.equal(['POST id-00001 id-00002', 'DELETE id-00001 id-00002']);
    }),
  );

  it(
    'ends the wait for the next attempt when it is unsubscribed',
    marbles(({ cold, expectObservable, flush }) => {
      const { client, transport } = relayed([cold('#', {}, reset())]);
      expectObservable(client.stream('hi', { keepOnLeave: true }), '--!').toBe('---');
      flush();
      expect(transport.requests).to.have.length(1);
    }),
  );

  it(
    'reports its position before the request and after each value',
    marbles(({ cold, expectObservable, flush }) => {
      const cursors: RelayCursor[] = [];
      const { client } = relayed([cold('(r|)', { r: response(cold('-abcd', frames)) })]);
      const answer = client.stream('hi', { onCursor: (cursor) => cursors.push(cursor) });
      expectObservable(answer).toBe('-abc|', events);
      flush();
      expect(cursors.map(({ after }) => after)).to.deep.equal([0, 1, 2, 3]);
      expect(new Set(cursors.map(({ answer: id }) => id))).to.deep.equal(new Set(['id-00001']));
    }),
  );

  it(
    'reports that something on the way held the answer back',
    marbles(({ cold, expectObservable, flush }) => {
      const reports: unknown[] = [];
      const { client } = relayed([cold('(r|)', { r: response(cold('10ms (abcD)', frames)) })]);
      const answer = client.stream('hi', { onBuffering: (report) => reports.push(report) });
      expectObservable(answer).toBe('10ms (abc|)', events);
      flush();
      expect(reports).to.deep.equal([{ sent: 5000, received: 0 }]);
    }),
  );
});
