import { expect } from 'chai';
import { EMPTY, throwError } from 'rxjs';
import { spy } from 'sinon';
import { sendRequest } from '../../../lib/operators/http/sendRequest.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { bearerAuth, type AuthProvider } from '../../../lib/provider/AuthProvider.js';
import type { HttpRequest } from '../../../lib/provider/HttpRequest.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { response } from '../../../lib/testing/virtualTransport.js';
import type { StreamResponse } from '../../../lib/transport/HttpTransport.js';
import { marbles } from '../../../spec/support/marbles.js';

const url = 'https://api.test/v1/responses';
const r: HttpRequest = { method: 'POST', url, headers: new Headers() };
const connectTimeout = 10;
const buildError = (detail: string) => errorLike({ type: 'transport', error: { type: 'build', detail } });
const refused = apiError({ type: 'transport', error: { type: 'network', detail: 'the login server is away' } });

describe('sendRequest, credentials', () => {
  const failures: readonly (readonly [string, AuthProvider, unknown])[] = [
    [
      'the key is empty',
      { bearerToken: () => '  ' },
      buildError('the API key must not be empty; check that its environment variable is set'),
    ],
    [
      'the key is missing',
      bearerAuth(undefined),
      buildError(
        'the API key must be a string, got undefined; check that its environment variable is set. ' +
          'Without a key, use auth: noAuth for a server that needs none, or the scripted server of `npx codex-rx serve`',
      ),
    ],
    [
      'asking throws',
      {
        bearerToken: () => {
          throw new Error('the keychain is locked');
        },
      },
      buildError('the credentials could not be read from the option auth: the keychain is locked'),
    ],
    [
      'asking fails',
      { bearerToken: () => throwError(() => new Error('locked')) },
      buildError('the credentials could not be read from the option auth: locked'),
    ],
    ['asking fails with an ApiError, which stays as it is', { bearerToken: () => throwError(() => refused) }, refused],
    [
      'the account is not known',
      { bearerToken: () => 'key', accountId: () => throwError(() => new Error('no account')) },
      buildError('the credentials could not be read from the option auth: no account'),
    ],
  ];
  for (const [name, auth, error] of failures)
    it(
      `sends nothing where ${name}`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const answer = cold('  h|', { h: response() });
        const source = cold('  r|', { r });
        const subs = '         (^!)';
        const expected = '     #';
        const heads$ = source.pipe(sendRequest({ stream: () => answer }, { auth, connectTimeout }));
        expectObservable(heads$).toBe(expected, undefined, error);
        expectSubscriptions(source.subscriptions).toBe(subs);
        expectSubscriptions(answer.subscriptions).toBe([]);
      }),
    );

  const told: readonly (readonly [string, AuthProvider, Record<string, string>])[] = [
    ['no credentials', { bearerToken: () => undefined }, {}],
    ['none where the provider has none to give', { bearerToken: () => EMPTY }, {}],
    ['a key', { bearerToken: () => 'key' }, { authorization: 'Bearer key' }],
    ['the first of several keys', { bearerToken: () => ['key', 'other'] }, { authorization: 'Bearer key' }],
    [
      'a key and an account',
      { bearerToken: () => 'key', accountId: () => 'acc' },
      { authorization: 'Bearer key', 'chatgpt-account-id': 'acc' },
    ],
  ];
  for (const [name, auth, headers] of told)
    it(
      `sends ${name}, and reports what it sends`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const h = response();
        const answer = cold('  --(h|)', { h });
        const source = cold('  r|', { r });
        const answerSubs = '   ^-!';
        const expected = '     --(h|)';
        const sent: HttpRequest[] = [];
        const onSend = (request: HttpRequest) => sent.push(request);
        const heads$ = source.pipe(sendRequest({ stream: () => answer }, { auth, connectTimeout, onSend }));
        expectObservable(heads$).toBe(expected, { h: { ...h, url } });
        expectSubscriptions(answer.subscriptions).toBe(answerSubs);
        flush();
        expect(sent.map((request) => [request.method, request.url, ...request.headers])).to.deep.equal([
          ['POST', url, ...Object.entries(headers)],
        ]);
      }),
    );

  it(
    'measures on the scheduler that it is given',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const schedule = spy(scheduler, 'schedule');
      const answer = cold<StreamResponse>('  ---------------');
      const source = cold('                  r|', { r });
      const answerSubs = '                   ^---------!';
      const expected = '                     ----------#';
      const heads$ = source.pipe(sendRequest({ stream: () => answer }, { connectTimeout, scheduler }));
      expectObservable(heads$).toBe(expected, undefined, errorLike({ type: 'transport' }));
      expectSubscriptions(answer.subscriptions).toBe(answerSubs);
      flush();
      expect(schedule.getCalls().filter(({ args }) => args[1] === connectTimeout)).to.have.lengthOf(1);
    }),
  );
});
