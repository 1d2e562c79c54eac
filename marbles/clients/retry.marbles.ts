import { expect } from 'chai';
import { EMPTY, finalize, of } from 'rxjs';
import { errorLike } from '../../lib/testing/marbles.js';
import { recordTelemetry } from '../../lib/testing/recordTelemetry.js';
import { reset, response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { bytes } from '../../lib/testing/wire.js';
import type { StreamResponse } from '../../lib/transport/HttpTransport.js';
import { marbles } from '../../spec/support/marbles.js';
import { chunks, events, virtualClient } from '../../spec/support/virtualClient.js';

const status = (code: number, headers: Record<string, string> = {}) => response(EMPTY, { status: code, headers });

describe('a client that retries', () => {
  it(
    'waits 10, 20, 40 ms with baseDelay 10 and no chance, and counts requests, not waits',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('                                                                            (cx|)', chunks);
      const first = cold<StreamResponse>(' --#', {}, reset());
      const second = cold('            ---(h|)', { h: status(503) });
      const third = cold<StreamResponse>('                                --#', {}, reset());
      const fourth = cold('                                                                          --(h|)', {
        h: response(body),
      });
      const firstSubs = '  ^-!';
      const secondSubs = ' 12ms ^--!';
      const thirdSubs = '  35ms ^-!';
      const fourthSubs = ' 77ms ^-!';
      const expected = '   79ms (cx|)';

      const transport = virtualTransport(first, second, third, fourth);
      expectObservable(virtualClient(transport).streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      expectSubscriptions(third.subscriptions).toBe(thirdSubs);
      expectSubscriptions(fourth.subscriptions).toBe(fourthSubs);
      flush();
      expect(transport.requests).to.have.length(4);
    }),
  );

  it(
    'gives the last error itself when retries are used up',
    marbles(({ cold, expectObservable }) => {
      const transport = virtualTransport(cold<StreamResponse>('-#', {}, reset()), cold('-(h|)', { h: status(502) }));
      const expected = '12ms #';
      expectObservable(virtualClient(transport, { retry: { maxAttempts: 1 } }).streamPrompt('m', 'hi')).toBe(
        expected,
        undefined,
        errorLike({ type: 'transport', message: 'http 502' }),
      );
    }),
  );

  const asked: readonly [string, Record<string, string>, string][] = [
    ['retry-after-ms', { 'retry-after-ms': '7' }, '7ms (cx|)'],
    ['retry-after in seconds', { 'retry-after': '2' }, '2000ms (cx|)'],
    ['retry-after in fractions of seconds', { 'retry-after': '0.25' }, '250ms (cx|)'],
    [
      'retry-after as a date, by the clock of the server',
      { 'retry-after': 'Sat, 21 Nov 2026 01:00:03 GMT', date: 'Sat, 21 Nov 2026 01:00:00 GMT' },
      '3000ms (cx|)',
    ],
    ['retry-after 0, at once', { 'retry-after': '0' }, '(cx|)'],
    [
      'a date in the past, at once',
      { 'retry-after': 'Sat, 21 Nov 2026 01:00:00 GMT', date: 'Sat, 21 Nov 2026 02:00:00 GMT' },
      '(cx|)',
    ],
    ['retry-after-ms before retry-after', { 'retry-after-ms': '7', 'retry-after': '30' }, '7ms (cx|)'],
    ['garbage as if nothing was said', { 'retry-after': 'soon' }, '10ms (cx|)'],
    ['a negative time as if nothing was said', { 'retry-after': '-5' }, '10ms (cx|)'],
    ['a list as if nothing was said', { 'retry-after': '1, 120' }, '10ms (cx|)'],
  ];
  for (const [what, headers, expected] of asked)
    it(
      `Retry-After: takes ${what}`,
      marbles(({ cold, expectObservable }) => {
        const transport = virtualTransport(of(status(429, headers)), of(response(cold('(cx|)', chunks))));
        expectObservable(virtualClient(transport).streamPrompt('m', 'hi')).toBe(expected, events);
      }),
    );

  it(
    'Retry-After: fails at once, with the delay on the error, when asked to wait longer than maxDelay',
    marbles(({ expectObservable, flush }) => {
      const transport = virtualTransport(of(status(429, { 'retry-after': '61' })));
      const expected = '#';
      expectObservable(virtualClient(transport).streamPrompt('m', 'hi')).toBe(
        expected,
        undefined,
        errorLike({ type: 'rate_limit', status: 429, delay: 61_000 }),
      );
      flush();
      expect(transport.requests).to.have.length(1);
    }),
  );

  it(
    'which statuses are retried: a quota answer is never',
    marbles(({ cold, expectObservable, flush }) => {
      const body = cold('--(b|)', { b: bytes('{"error":{"code":"insufficient_quota","message":"no credit"}}') });
      const transport = virtualTransport(of(response(body, { status: 429 })));
      const expected = ' --#';
      expectObservable(virtualClient(transport).streamPrompt('m', 'hi')).toBe(
        expected,
        undefined,
        errorLike({ type: 'quota_exceeded', status: 429, code: 'insufficient_quota', detail: 'no credit' }),
      );
      flush();
      expect(transport.requests).to.have.length(1);
    }),
  );

  it(
    'never asks again once bytes flow: a connection lost in the body is an error',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('--c-t-#', chunks, reset());
      const subs = '     ^-----!';
      const expected = ' --c-t-#';
      const transport = virtualTransport(of(response(body)), of(response(body)));
      expectObservable(virtualClient(transport).streamPrompt('m', 'hi')).toBe(
        expected,
        events,
        errorLike({
          type: 'stream',
          reason: 'connection_lost',
          code: 'ECONNRESET',
          message: 'stream error: the connection was reset',
        }),
      );
      expectSubscriptions(body.subscriptions).toBe(subs);
      flush();
      expect(transport.requests).to.have.length(1);
    }),
  );

  it(
    'waiting for the head: connectTimeout is a transport timeout, and is retried',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const silent = cold<StreamResponse>('------------------------------', {});
      const answers = cold('                  (h|)', { h: response(cold('(cx|)', chunks)) });
      const silentSubs = '    ^---!';
      const answersSubs = '   14ms (^!)';
      const expected = '      14ms (cx|)';
      const transport = virtualTransport(silent, answers);
      expectObservable(virtualClient(transport, { connectTimeout: 4 }).streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(silent.subscriptions).toBe(silentSubs);
      expectSubscriptions(answers.subscriptions).toBe(answersSubs);
    }),
  );

  it(
    'asks for credentials at every attempt, and refreshes them once on a 401',
    marbles(({ cold, expectObservable, flush }) => {
      const tokens = ['old', 'new'];
      const auth = { bearerToken: () => tokens[0], refresh: () => cold('---|').pipe(finalize(() => tokens.shift())) };
      const transport = virtualTransport(of(status(401)), of(response(cold('(cx|)', chunks))));
      const expected = '---(cx|)';
      expectObservable(virtualClient(transport, {}, { auth }).streamPrompt('m', 'hi')).toBe(expected, events);
      flush();
      expect(transport.requests.map((request) => request.headers.get('authorization'))).to.deep.equal([
        'Bearer old',
        'Bearer new',
      ]);
    }),
  );

  it(
    'reports every attempt to telemetry, with its number, and every wait',
    marbles(({ cold, expectObservable, flush }) => {
      const telemetry = recordTelemetry();
      const transport = virtualTransport(
        cold<StreamResponse>('--#', {}, reset()),
        cold('---(h|)', { h: response(cold('(cx|)', chunks)) }),
      );
      const expected = '15ms (cx|)';
      expectObservable(virtualClient(transport, {}, { telemetry }).streamPrompt('m', 'hi')).toBe(expected, events);
      flush();
      expect(telemetry.requests.map(({ attempt, status: code, duration }) => [attempt, code, duration])).to.deep.equal([
        [0, undefined, 2],
        [1, 200, 3],
      ]);
      expect(telemetry.retries.map(({ retry, delay }) => [retry, delay])).to.deep.equal([[1, 10]]);
    }),
  );
});
