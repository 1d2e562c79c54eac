import { expect } from 'chai';
import { concat, EMPTY, finalize, of, tap } from 'rxjs';
import { DemandGate } from '../../../lib/backpressure/Demand.js';
import { isApiError } from '../../../lib/protocol/errors/ApiError.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { reset, response } from '../../../lib/testing/virtualTransport.js';
import { message, socket, virtualWebSocket } from '../../../lib/testing/virtualWebSocket.js';
import type { UpgradeResponse } from '../../../lib/transport/WebSocketTransport.js';
import { marbles } from '../../../spec/support/marbles.js';
import { answered, asked, events, frames, user, virtualConnection } from '../../../spec/support/virtualConnection.js';

const WAITING = errorLike({ type: 'stream', reason: 'idle', detail: 'idle timeout waiting for websocket' });
const SENDING = errorLike({ type: 'stream', reason: 'idle', detail: 'idle timeout sending websocket request' });
const TRUNCATED = errorLike({ type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' });
const CLOSED = errorLike({
  type: 'stream',
  reason: 'closed',
  detail: 'websocket closed by server before response.completed (close code 1011: going away)',
});
const LOST = errorLike({
  type: 'stream',
  reason: 'connection_lost',
  message: 'stream error: the connection was reset',
});
const RESET = errorLike({ type: 'transport', message: 'network error: the connection was reset' });

const status = (code: number, headers: Record<string, string> = {}) => response(EMPTY, { status: code, headers });
const causeOf = (error: unknown) =>
  isApiError(error) && error.cause instanceof Error ? error.cause.message : undefined;

describe('a WebSocket that is silent', () => {
  it(
    'before the first event: idle timeout when retries are used up, and the socket is closed',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('--------', frames);
      const subs = '       ^----!';
      const expected = '   -----#';
      const transport = virtualWebSocket(of(socket(source)));
      const connection = virtualConnection(transport, { streamIdleTimeout: 5, retry: { maxAttempts: 0 } });
      expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, undefined, WAITING);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(transport.requests).to.have.length(1);
    }),
  );

  it(
    'in the middle: idle timeout, counted from the last message',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-c---t--------', frames);
      const subs = '       ^---------!';
      const expected = '   -c---t----#';
      const connection = virtualConnection(virtualWebSocket(of(socket(source))), { streamIdleTimeout: 5 });
      expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, events, WAITING);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'between two answers: waits as long as it takes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-c-x--------------c-y--', frames);
      const subs = '       ^';
      const first = '      -c-(x|)';
      const second = '     ------------------c-(y|)';
      const connection = virtualConnection(virtualWebSocket(of(socket(source))), { streamIdleTimeout: 5 });
      expectObservable(connection.streamPrompt('m', 'one')).toBe(first, events);
      expectObservable(connection.streamPrompt('m', 'two'), '----------------^').toBe(second, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'does not count for a stream that waits for the lock',
    marbles(({ cold, expectObservable }) => {
      const source = cold('--c--t--t--x--c--y', frames);
      const first = '      --c--t--t--(x|)';
      const second = '     --------------c--(y|)';
      const connection = virtualConnection(virtualWebSocket(of(socket(source))), { streamIdleTimeout: 5 });
      expectObservable(connection.streamPrompt('m', 'one')).toBe(first, events);
      expectObservable(connection.streamPrompt('m', 'two'), '-^').toBe(second, events);
    }),
  );

  it(
    'while the request is sent: a timeout of its own',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('        --------', frames);
      const sending = cold<never>('--------');
      const subs = '               ^----!';
      const expected = '           -----#';
      const answer = socket(source, { send: sending });
      const connection = virtualConnection(virtualWebSocket(of(answer)), {
        streamIdleTimeout: 5,
        retry: { maxAttempts: 0 },
      });
      expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, undefined, SENDING);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(sending.subscriptions).toBe(subs);
    }),
  );

  it(
    'while demand is closed: the clock stands still, and the socket is not read',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const gate = new DemandGate();
      const source = cold('-c--t----------------------', frames);
      const subs = '       ^----------------------!';
      const expected = '   -c----------------t----#';
      const connection = virtualConnection(virtualWebSocket(of(socket(source))), { streamIdleTimeout: 5 });
      scheduler.schedule(() => gate.close(), 2);
      scheduler.schedule(() => gate.open(), 18);
      expectObservable(connection.streamPrompt('m', 'hi').withDemand(gate)).toBe(expected, events, WAITING);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'a consumer that unsubscribed with its demand closed does not stop the next one',
    marbles(({ cold, expectObservable }, scheduler) => {
      const gate = new DemandGate();
      const one = cold('  -c-t-----', frames);
      const two = cold('  -c-x', frames);
      const firstUnsub = '^----!';
      const first = '     -c----';
      const second = '    ------c-(x|)';
      const connection = virtualConnection(virtualWebSocket(of(socket(one)), of(socket(two))));
      scheduler.schedule(() => gate.close(), 2);
      expectObservable(connection.streamPrompt('m', 'one').withDemand(gate), firstUnsub).toBe(first, events);
      expectObservable(connection.streamPrompt('m', 'two'), '---^').toBe(second, events);
    }),
  );
});

describe('a handshake', () => {
  it(
    'without an answer is a transport timeout, and is retried',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const silent = cold<UpgradeResponse>('------', {});
      const source = cold('                      -c-x', frames);
      const silentSubs = '                  ^---!';
      const sourceSubs = '                  14ms ^';
      const expected = '                    14ms -c-(x|)';
      const connection = virtualConnection(virtualWebSocket(silent, of(socket(source))), { connectTimeout: 4 });
      expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(silent.subscriptions).toBe(silentSubs);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    }),
  );

  it(
    'without an answer is a transport timeout when retries are used up',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const silent = cold<UpgradeResponse>('------', {});
      const subs = '                        ^---!';
      const expected = '                    ----#';
      const provider = { connectTimeout: 4, retry: { maxAttempts: 0 } };
      expectObservable(virtualConnection(virtualWebSocket(silent), provider).streamPrompt('m', 'hi')).toBe(
        expected,
        undefined,
        errorLike({ type: 'transport', error: { type: 'timeout', detail: 'no response head within 4 ms' } }),
      );
      expectSubscriptions(silent.subscriptions).toBe(subs);
    }),
  );

  it(
    'that fails is retried after 10, 20, 40 ms with baseDelay 10 and no chance, and reported to telemetry',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const telemetry = recordTelemetry();
      const source = cold('                 -c-x', frames);
      const answer = socket(source);
      const first = cold('                  --(h|)', { h: status(503) });
      const second = cold<UpgradeResponse>('     ---#', {}, reset());
      const third = cold('                       --(h|)', { h: status(502) });
      const fourth = cold('                      --(h|)', { h: answer });
      const firstSubs = '                   ^-!';
      const secondSubs = '                  12ms ^--!';
      const thirdSubs = '                   35ms ^-!';
      const fourthSubs = '                  77ms ^-!';
      const expected = '                    79ms -c-(x|)';
      const transport = virtualWebSocket(first, second, third, fourth);
      expectObservable(virtualConnection(transport, {}, { telemetry }).streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      expectSubscriptions(third.subscriptions).toBe(thirdSubs);
      expectSubscriptions(fourth.subscriptions).toBe(fourthSubs);
      flush();
      expect(asked(answer)).to.deep.equal(['hi']);
      expect(telemetry.requests.map(({ attempt, status: code, duration }) => [attempt, code, duration])).to.deep.equal([
        [0, 503, 2],
        [1, undefined, 3],
        [2, 502, 2],
        [3, 101, 2],
      ]);
      expect(telemetry.retries.map(({ retry, delay }) => [retry, delay])).to.deep.equal([
        [1, 10],
        [2, 20],
        [3, 40],
      ]);
    }),
  );

  it(
    'answered 503 with Retry-After is retried when the server requests',
    marbles(({ cold, expectObservable }) => {
      const source = cold('-c-x', frames);
      const expected = '   2000ms -c-(x|)';
      const transport = virtualWebSocket(of(status(503, { 'retry-after': '2' })), of(socket(source)));
      expectObservable(virtualConnection(transport).streamPrompt('m', 'hi')).toBe(expected, events);
    }),
  );

  it(
    'gives the last error itself when retries are used up',
    marbles(({ cold, expectObservable, flush }) => {
      const expected = '12ms #';
      const transport = virtualWebSocket(
        cold<UpgradeResponse>('-#', {}, reset()),
        cold('-(h|)', { h: status(502) }),
        of(socket(EMPTY)),
      );
      expectObservable(virtualConnection(transport, { retry: { maxAttempts: 1 } }).streamPrompt('m', 'hi')).toBe(
        expected,
        undefined,
        errorLike({ type: 'transport', message: 'http 502' }),
      );
      flush();
      expect(transport.requests).to.have.length(2);
    }),
  );

  it(
    'answered 401 refreshes the credentials, once, and is sent again',
    marbles(({ cold, expectObservable, flush }) => {
      const tokens = ['old', 'new'];
      const auth = { bearerToken: () => tokens[0], refresh: () => cold('---|').pipe(finalize(() => tokens.shift())) };
      const source = cold('-c-x', frames);
      const expected = '   ----c-(x|)';
      const transport = virtualWebSocket(of(status(401)), of(socket(source)));
      expectObservable(virtualConnection(transport, {}, { auth }).streamPrompt('m', 'hi')).toBe(expected, events);
      flush();
      expect(transport.requests.map(({ headers }) => headers.get('authorization'))).to.deep.equal([
        'Bearer old',
        'Bearer new',
      ]);
    }),
  );

  it(
    'answered 401 twice is an error',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const refresh = cold('---|');
      const subs = '        ^--!';
      const expected = '    ---#';
      const transport = virtualWebSocket(of(status(401)), of(status(401)), of(socket(EMPTY)));
      const auth = { bearerToken: () => 'key', refresh: () => refresh };
      expectObservable(virtualConnection(transport, {}, { auth }).streamPrompt('m', 'hi')).toBe(
        expected,
        undefined,
        errorLike({ type: 'unauthorized', status: 401, message: 'http 401' }),
      );
      expectSubscriptions(refresh.subscriptions).toBe(subs);
      flush();
      expect(transport.requests).to.have.length(2);
    }),
  );

  it(
    'answered 400 is not retried, with the message of the server',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const bytes = cold('--(b|)', { b: new TextEncoder().encode('{"error":{"message":"no such model"}}') });
      const subs = '      ^-!';
      const expected = '  --#';
      const transport = virtualWebSocket(of(response(bytes, { status: 400 })), of(socket(EMPTY)));
      expectObservable(virtualConnection(transport).streamPrompt('m', 'hi')).toBe(
        expected,
        undefined,
        errorLike({ type: 'not_found', status: 400, detail: 'no such model' }),
      );
      expectSubscriptions(bytes.subscriptions).toBe(subs);
      flush();
      expect(transport.requests).to.have.length(1);
    }),
  );
});

describe('a WebSocket that is lost', () => {
  it(
    'before any output: asks again on a new socket, after the back-off',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const one = cold('--#', frames, reset());
      const two = cold('     -c-x', frames);
      const answers = [socket(one), socket(two)] as const;
      const oneSubs = ' ^-!';
      const twoSubs = ' 12ms ^';
      const expected = '12ms -c-(x|)';
      const connection = virtualConnection(virtualWebSocket(of(answers[0]), of(answers[1])));
      expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(two.subscriptions).toBe(twoSubs);
      flush();
      expect(answers.map(asked)).to.deep.equal([['hi'], ['hi']]);
    }),
  );

  it(
    'before any output, again and again: handshakes and sockets have one budget of retries',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const lost = cold('--#', frames, reset());
      const subs = ['    ^-!', '36ms ^-!'];
      const expected = ' 38ms #';
      const transport = virtualWebSocket(
        of(socket(lost)),
        cold('--(h|)', { h: status(503) }),
        cold('--(s|)', { s: socket(lost) }),
        of(socket(EMPTY)),
      );
      expectObservable(virtualConnection(transport, { retry: { maxAttempts: 2 } }).streamPrompt('m', 'hi')).toBe(
        expected,
        undefined,
        RESET,
      );
      expectSubscriptions(lost.subscriptions).toBe(subs);
      flush();
      expect(transport.requests).to.have.length(3);
    }),
  );

  it(
    'while the request is sent: asks again on a new socket',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const one = cold('           ----', frames);
      const sending = cold<never>('--#', {}, reset());
      const two = cold('                 -c-x', frames);
      const answers = [socket(one, { send: sending }), socket(two)] as const;
      const oneSubs = '            ^-!';
      const twoSubs = '            12ms  ^';
      const expected = '           12ms -c-(x|)';
      const connection = virtualConnection(virtualWebSocket(of(answers[0]), of(answers[1])));
      expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(sending.subscriptions).toBe(oneSubs);
      expectSubscriptions(two.subscriptions).toBe(twoSubs);
      flush();
      expect(answers.map(asked)).to.deep.equal([['hi'], ['hi']]);
    }),
  );

  const ends = [
    ['a reset', '#', LOST, undefined],
    ['a close frame, whose code the cause names', '(k|)', CLOSED, 'close code 1011: going away'],
    ['an end without a close frame', '|', TRUNCATED, undefined],
  ] as const;
  for (const [what, how, error, cause] of ends)
    it(
      `after output: ${what} is an error, and nothing is asked again`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const source = cold(`-c-t-${how}`, frames, reset());
        const subs = '       ^----!';
        const expected = '   -c-t-#';
        const transport = virtualWebSocket(of(socket(source)), of(socket(EMPTY)));
        const causes: unknown[] = [];
        const answer = virtualConnection(transport).streamPrompt('m', 'hi');
        const watched = answer.pipe(tap({ error: (failure: unknown) => causes.push(causeOf(failure)) }));
        expectObservable(watched).toBe(expected, events, error);
        expectSubscriptions(source.subscriptions).toBe(subs);
        flush();
        expect(transport.requests).to.have.length(1);
        expect(causes).to.deep.equal([cause]);
      }),
    );

  for (const [what, how, error] of [
    ['a close frame', '(k|)', CLOSED],
    ['an end without a close frame', '|', TRUNCATED],
  ] as const)
    it(
      `before any output, on a socket that is new: ${what} is retried on another, and is the error of the last one`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const source = cold(`--${how}`, frames);
        const subs = ['   ^-!', '12ms ^-!'];
        const expected = '14ms #';
        const transport = virtualWebSocket(of(socket(source)), of(socket(source)), of(socket(EMPTY)));
        const connection = virtualConnection(transport, { retry: { maxAttempts: 1 } });
        expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, undefined, error);
        expectSubscriptions(source.subscriptions).toBe(subs);
        flush();
        expect(transport.requests).to.have.length(2);
      }),
    );

  const turns = [[user('one')], [user('one'), answered.i, user('two')]] as const;

  for (const [what, how] of [
    ['ended', '|'],
    ['ended with a close frame', '(k|)'],
    ['was reset', '#'],
  ] as const)
    it(
      `while it was idle (it ${what}): the next request opens another, at once and in full`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const one = cold(`-c-i-x--${how}`, frames, reset());
        const two = cold('          -c-y', frames);
        const oneSubs = ' ^-------!';
        const twoSubs = ' ----------^';
        const first = '   -c-i-(x|)';
        const second = '  -----------c-(y|)';
        const answers = [socket(one), socket(two)] as const;
        const connection = virtualConnection(virtualWebSocket(of(answers[0]), of(answers[1])));
        const [begun, continued] = turns.map((input) => connection.streamPrompt('m', { input }));
        expectObservable(begun ?? EMPTY).toBe(first, events);
        expectObservable(continued ?? EMPTY, '----------^').toBe(second, events);
        expectSubscriptions(one.subscriptions).toBe(oneSubs);
        expectSubscriptions(two.subscriptions).toBe(twoSubs);
        flush();
        expect(answers.map(asked)).to.deep.equal([['one'], ['one, i, two']]);
      }),
    );

  // Only a server that closes what is idle says by it that the request was not taken.
  for (const [what, how, twoSubs, expected] of [
    ['ends: asked again at once', '|', '      8ms ^', '-c-i-x     2ms  -c-(y|)'],
    ['ends with a close frame: asked again at once', '(k|)', '8ms ^', '-c-i-x     2ms  -c-(y|)'],
    ['is reset: asked again after the back-off', '#', '     18ms ^', '-c-i-x     12ms -c-(y|)'],
  ] as const)
    it(
      `while it was idle, and that shows only when the next request was sent, in full: it ${what}`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const one = cold(`-c-i-x--${how}`, frames, reset());
        const two = cold('     -c-y', frames);
        const oneSubs = ' ^-------!';
        const answers = [socket(one), socket(two)] as const;
        const connection = virtualConnection(virtualWebSocket(of(answers[0]), of(answers[1])));
        expectObservable(concat(...turns.map((input) => connection.streamPrompt('m', { input })))).toBe(
          expected,
          events,
        );
        expectSubscriptions(one.subscriptions).toBe(oneSubs);
        expectSubscriptions(two.subscriptions).toBe(twoSubs);
        flush();
        expect(answers.map(asked)).to.deep.equal([['one', 'resp_1 + two'], ['one, i, two']]);
      }),
    );

  it(
    'after the first message of a further answer: an error, as ever',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('-c-x-c-(k|)', frames);
      const subs = '       ^------!';
      const expected = '   -c-x-c-#';
      const transport = virtualWebSocket(of(socket(source)), of(socket(EMPTY)));
      const connection = virtualConnection(transport);
      const asking = ['    one', 'two'].map((prompt) => connection.streamPrompt('m', prompt));
      expectObservable(concat(...asking)).toBe(expected, events, CLOSED);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(transport.requests).to.have.length(1);
    }),
  );
});

describe('a WebSocket that sends something else', () => {
  it(
    'a binary message is an error, and closes the socket',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('-c-b---', frames);
      const subs = '       ^--!';
      const expected = '   -c-#';
      const transport = virtualWebSocket(of(socket(source)), of(socket(EMPTY)));
      expectObservable(virtualConnection(transport).streamPrompt('m', 'hi')).toBe(
        expected,
        events,
        errorLike({
          type: 'stream',
          reason: 'malformed',
          detail: 'unexpected binary websocket event',
          code: 'WS_PROTOCOL_ERROR',
        }),
      );
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(transport.requests).to.have.length(1);
    }),
  );

  const overload = (code: number, retryAfter: string) =>
    message({
      type: 'error',
      status: code,
      error: { type: 'rate_limit', message: 'too many' },
      headers: { 'Retry-After': retryAfter },
    });

  it(
    'an error frame after output is the error that HTTP gives by a status, with its delay, and closes the socket',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('-c-e---', { ...frames, e: overload(429, '2') });
      const subs = '       ^--!';
      const expected = '   -c-#';
      const transport = virtualWebSocket(of(socket(source)), of(socket(EMPTY)));
      expectObservable(virtualConnection(transport).streamPrompt('m', 'hi')).toBe(
        expected,
        events,
        errorLike({ type: 'rate_limit', message: 'http 429: too many', detail: 'too many', delay: 2000 }),
      );
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(transport.requests).to.have.length(1);
    }),
  );

  it(
    'an error frame before output is retried when the server requests, on a new socket',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const one = cold('--e---', { ...frames, e: overload(503, '2') });
      const two = cold('       -c-x', frames);
      const answers = [socket(one), socket(two)] as const;
      const oneSubs = ' ^-!';
      const twoSubs = ' 2002ms ^';
      const expected = '2002ms -c-(x|)';
      const connection = virtualConnection(virtualWebSocket(of(answers[0]), of(answers[1])));
      expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(two.subscriptions).toBe(twoSubs);
      flush();
      expect(answers.map(asked)).to.deep.equal([['hi'], ['hi']]);
    }),
  );

  it(
    'an error frame that asks for more patience than maxDelay is an error at once, with the delay',
    marbles(({ cold, expectObservable, flush }) => {
      const source = cold('--e---', { ...frames, e: overload(429, '61') });
      const expected = '   --#';
      const transport = virtualWebSocket(of(socket(source)), of(socket(EMPTY)));
      expectObservable(virtualConnection(transport).streamPrompt('m', 'hi')).toBe(
        expected,
        undefined,
        errorLike({ type: 'rate_limit', delay: 61_000 }),
      );
      flush();
      expect(transport.requests).to.have.length(1);
    }),
  );

  it(
    'an error frame of 401 refreshes the credentials, and asks again on a new socket',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const expired = message({ type: 'error', status: 401, error: { message: 'expired' } });
      const refresh = cold('  ---|');
      const one = cold('    --e----', { ...frames, e: expired });
      const two = cold('         -c-x', frames);
      const refreshSubs = ' --^--!';
      const oneSubs = '     ^-!';
      const twoSubs = '     -----^';
      const expected = '    ------c-(x|)';
      const transport = virtualWebSocket(of(socket(one)), of(socket(two)));
      const auth = { bearerToken: () => 'key', refresh: () => refresh };
      expectObservable(virtualConnection(transport, {}, { auth }).streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(refresh.subscriptions).toBe(refreshSubs);
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(two.subscriptions).toBe(twoSubs);
      flush();
      expect(transport.requests).to.have.length(2);
    }),
  );

  it(
    "after completion, while nobody listens: an answer's message closes the socket, and the next request is whole",
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const one = cold('-c-i-x--t--t--', frames);
      const two = cold('         -c-y', frames);
      const oneSubs = ' ^-------!';
      const twoSubs = ' ---------^';
      const first = '   -c-i-(x|)';
      const second = '  ----------c-(y|)';
      const answers = [socket(one), socket(two)] as const;
      const connection = virtualConnection(virtualWebSocket(of(answers[0]), of(answers[1])));
      const input = [user('one'), answered.i, user('two')];
      expectObservable(connection.streamPrompt('m', { input: [user('one')] })).toBe(first, events);
      expectObservable(connection.streamPrompt('m', { input }), '---------^').toBe(second, events);
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(two.subscriptions).toBe(twoSubs);
      flush();
      expect(answers.map(asked)).to.deep.equal([['one'], ['one, i, two']]);
    }),
  );

  it(
    "after completion, together with it: an answer's message is not emitted, and closes the socket",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-c-(xt)--', frames);
      const subs = '       ^--!';
      const expected = '   -c-(x|)';
      expectObservable(virtualConnection(virtualWebSocket(of(socket(source)))).streamPrompt('m', 'hi')).toBe(
        expected,
        events,
      );
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'after completion, when the demand of the consumer ended closed: the idle socket is read all the same',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const gate = new DemandGate();
      const source = cold('-c-x--t--', frames);
      const subs = '       ^-----!';
      const expected = '   -c-(x|)';
      const connection = virtualConnection(virtualWebSocket(of(socket(source))));
      const answer = connection.streamPrompt('m', 'hi').withDemand(gate);
      const closing = tap(({ type }: ResponseEvent) => {
        if (type === 'completed') gate.close();
      });
      expectObservable(answer.pipe(closing)).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'after completion, while nobody listens: any other message is ignored, and the socket stays',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const limits = message({ type: 'codex.rate_limits', rate_limits: { primary: { used_percent: 10 } } });
      const source = cold('-c-i-x-r-b--c-y', { ...frames, r: limits });
      const subs = '       ^';
      const first = '      -c-i-(x|)';
      const second = '     ------------c-(y|)';
      const answer = socket(source);
      const connection = virtualConnection(virtualWebSocket(of(answer)));
      const input = [user('one'), answered.i, user('two')];
      expectObservable(connection.streamPrompt('m', { input: [user('one')] })).toBe(first, events);
      expectObservable(connection.streamPrompt('m', { input }), '----------^').toBe(second, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(asked(answer)).to.deep.equal(['one', 'resp_1 + two']);
    }),
  );
});
