import { expect } from 'chai';
import type { Observable } from 'rxjs';
import { DemandGate, type Demand } from '../../../lib/backpressure/Demand.js';
import { sendRequest } from '../../../lib/operators/http/sendRequest.js';
import type { AuthProvider } from '../../../lib/provider/AuthProvider.js';
import type { HttpRequest } from '../../../lib/provider/HttpRequest.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { reset, response } from '../../../lib/testing/virtualTransport.js';
import { bytes } from '../../../lib/testing/wire.js';
import type { HttpTransport, StreamResponse } from '../../../lib/transport/HttpTransport.js';
import { marbles } from '../../../spec/support/marbles.js';

const request = (url = 'https://api.test/v1/responses'): HttpRequest => ({
  method: 'POST',
  url,
  headers: new Headers(),
});
const values = { r: request(), s: request('https://api.test/v1/models') };

/** Answers every request with the same observable, and remembers what it was asked. */
const transportOf = (answer: Observable<StreamResponse>) => {
  const asked: (readonly [string | null, Demand | undefined])[] = [];
  const transport: HttpTransport = {
    stream: ({ headers }, demand) => {
      asked.push([headers.get('authorization'), demand]);
      return answer;
    },
  };
  return { transport, asked };
};
const connectTimeout = 10;

describe('sendRequest', () => {
  it(
    'emits the head with the address it answers for, and does not read the body',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('    -a|', { a: bytes('data: 1\n\n') });
      const h = response(body);
      const answer = cold('  --(h|)', { h });
      const source = cold('  r|', values);
      const sourceSubs = '   ^!';
      const answerSubs = '   ^-!';
      const expected = '     --(h|)';
      const { transport } = transportOf(answer);
      expectObservable(source.pipe(sendRequest(transport, { connectTimeout }))).toBe(expected, {
        h: { ...h, url: values.r.url },
      });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(answer.subscriptions).toBe(answerSubs);
      expectSubscriptions(body.subscriptions).toBe([]);
    }),
  );

  it(
    'gives up on a head that does not come, and cancels the request',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold<StreamResponse>('  ---------------');
      const source = cold('                  r|', values);
      const answerSubs = '                   ^---------!';
      const expected = '                     ----------#';
      const late = errorLike({
        type: 'transport',
        error: { type: 'timeout', detail: 'no response head within 10 ms' },
      });
      const { transport } = transportOf(answer);
      expectObservable(source.pipe(sendRequest(transport, { connectTimeout }))).toBe(expected, undefined, late);
      expectSubscriptions(answer.subscriptions).toBe(answerSubs);
    }),
  );

  it(
    'has no limit for what comes after the head',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const h = response();
      const answer = cold('  --h------------------|', { h });
      const source = cold('  r|', values);
      const answerSubs = '   ^--------------------!';
      const expected = '     --h------------------|';
      const { transport } = transportOf(answer);
      expectObservable(source.pipe(sendRequest(transport, { connectTimeout }))).toBe(expected, {
        h: { ...h, url: values.r.url },
      });
      expectSubscriptions(answer.subscriptions).toBe(answerSubs);
    }),
  );

  it(
    'counts the wait for credentials into the wait for the head',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const token = cold('                   ------(t|)', { t: 'key' });
      const answer = cold<StreamResponse>('  ---------');
      const source = cold('                  r|', values);
      const tokenSubs = '                    ^-----!';
      const answerSubs = '                   ------^---!';
      const expected = '                     ----------#';
      const { transport } = transportOf(answer);
      const heads$ = source.pipe(sendRequest(transport, { auth: { bearerToken: () => token }, connectTimeout }));
      expectObservable(heads$).toBe(expected, undefined, errorLike({ type: 'transport' }));
      expectSubscriptions(token.subscriptions).toBe(tokenSubs);
      expectSubscriptions(answer.subscriptions).toBe(answerSubs);
    }),
  );

  it(
    'requests credentials at every subscription, and passes the demand on',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const keys = ['key-1', 'key-2'];
      const demand = new DemandGate();
      const answer = cold('     -(h|)', { h: response() });
      const source = cold('     r|', values);
      const firstUnsub = '      ^';
      const secondUnsub = '     -----^';
      const answerSubs = ['     ^!', '-----^!'];
      const firstExpected = '   -(h|)';
      const secondExpected = '  ------(h|)';
      const { transport, asked } = transportOf(answer);
      const auth: AuthProvider = { bearerToken: () => keys.shift() };
      const h = { ...response(), url: values.r.url };
      const heads$ = source.pipe(sendRequest(transport, { auth, demand, connectTimeout }));
      expect(keys).to.have.lengthOf(2);
      expectObservable(heads$, firstUnsub).toBe(firstExpected, { h });
      expectObservable(heads$, secondUnsub).toBe(secondExpected, { h });
      expectSubscriptions(answer.subscriptions).toBe(answerSubs);
      flush();
      expect(asked).to.deep.equal([
        ['Bearer key-1', demand],
        ['Bearer key-2', demand],
      ]);
    }),
  );

  it(
    'cancels the request when the consumer unsubscribes before the head',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold<StreamResponse>('  -------(h|)', { h: response() });
      const source = cold('                  r|', values);
      const answerSubs = '                   ^---!';
      const unsub = '                        ^---!';
      const expected = '                     -----';
      const { transport } = transportOf(answer);
      expectObservable(source.pipe(sendRequest(transport, { connectTimeout })), unsub).toBe(expected);
      expectSubscriptions(answer.subscriptions).toBe(answerSubs);
    }),
  );

  it(
    'stops waiting for credentials when the consumer unsubscribes, and sends nothing',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const token = cold('                   ------(t|)', { t: 'key' });
      const answer = cold<StreamResponse>('  (h|)', { h: response() });
      const source = cold('                  r|', values);
      const tokenSubs = '                    ^---!';
      const unsub = '                        ^---!';
      const expected = '                     -----';
      const { transport } = transportOf(answer);
      const heads$ = source.pipe(sendRequest(transport, { auth: { bearerToken: () => token }, connectTimeout }));
      expectObservable(heads$, unsub).toBe(expected);
      expectSubscriptions(token.subscriptions).toBe(tokenSubs);
      expectSubscriptions(answer.subscriptions).toBe([]);
    }),
  );

  it(
    'cancels a request for the next one',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const h = response();
      const answer = cold('  ---(h|)', { h });
      const source = cold('  r-s|', values);
      const sourceSubs = '   ^--!';
      const answerSubs = ['  ^-!', '--^--!'];
      const expected = '     -----(h|)';
      const { transport } = transportOf(answer);
      expectObservable(source.pipe(sendRequest(transport, { connectTimeout }))).toBe(expected, {
        h: { ...h, url: values.s.url },
      });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(answer.subscriptions).toBe(answerSubs);
    }),
  );

  const failures = [
    { name: "the transport's own error", thrown: reset(), error: reset() },
    {
      name: 'what a runtime throws as a network error',
      thrown: new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) }),
      error: errorLike({
        type: 'transport',
        error: { type: 'network', detail: 'no response was received: refused', code: 'ECONNREFUSED' },
      }),
    },
  ];
  for (const { name, thrown, error } of failures)
    it(
      `passes ${name}`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const answer = cold<StreamResponse>('  --#', undefined, thrown);
        const source = cold('                  r|', values);
        const answerSubs = '                   ^-!';
        const expected = '                     --#';
        const { transport } = transportOf(answer);
        expectObservable(source.pipe(sendRequest(transport, { connectTimeout }))).toBe(expected, undefined, error);
        expectSubscriptions(answer.subscriptions).toBe(answerSubs);
      }),
    );

  it(
    'fails where the transport completes without a head',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold<StreamResponse>('  --|');
      const source = cold('                  r|', values);
      const answerSubs = '                   ^-!';
      const expected = '                     --#';
      const { transport } = transportOf(answer);
      const headless = errorLike({ type: 'transport' });
      expectObservable(source.pipe(sendRequest(transport, { connectTimeout }))).toBe(expected, undefined, headless);
      expectSubscriptions(answer.subscriptions).toBe(answerSubs);
    }),
  );

  it(
    "passes the source's error, and cancels what is under way",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold<StreamResponse>('  -----(h|)', { h: response() });
      const source = cold('                  r--#', values);
      const subs = '                         ^--!';
      const expected = '                     ---#';
      const { transport } = transportOf(answer);
      expectObservable(source.pipe(sendRequest(transport, { connectTimeout }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(answer.subscriptions).toBe(subs);
    }),
  );
});
