import { expect } from 'chai';
import { of, take, type Observable } from 'rxjs';
import { response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { bytes, completed, created, sse, textDelta } from '../../lib/testing/wire.js';
import type { StreamResponse } from '../../lib/transport/HttpTransport.js';
import { marbles } from '../../spec/support/marbles.js';
import { events, virtualClient } from '../../spec/support/virtualClient.js';

const frame = (sequence_number: number, payload: object) => bytes(sse({ ...payload, sequence_number }));
const chunks = {
  c: frame(0, { ...created(), response: { id: 'resp_1' } }),
  t: frame(1, textDelta('t')),
  x: frame(2, completed('resp_1')),
  k: bytes('{"id":"resp_1","status":"cancelled"}'),
};
const background = { background: true, cancelOnUnsubscribe: true } as const;

/** Asks with `cancelOnUnsubscribe`; each request is answered by the next body. */
const ask = (...bodies: readonly Observable<Uint8Array>[]) => {
  const transport = virtualTransport(...bodies.map((body): Observable<StreamResponse> => of(response(body))));
  const client = virtualClient(transport, { retry: { maxAttempts: 0 } });
  return {
    answer: client.streamPrompt('m', 'hi', background),
    paths: () => transport.requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`),
  };
};
const CANCELLED = ['POST /v1/responses', 'POST /v1/responses/resp_1/cancel'];

describe('cancelOnUnsubscribe', () => {
  it(
    'cancels the response on the server when the consumer leaves, and reads the reply',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('  -c-t---', chunks);
      const reply = cold('      --k|', chunks);
      const subs = '       ^---!';
      const replySubs = '  ----^--!';
      const unsub = '      ^---!';
      const expected = '   -c-t-';
      const { answer, paths } = ask(body, reply);
      expectObservable(answer, unsub).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
      expectSubscriptions(reply.subscriptions).toBe(replySubs);
      flush();
      expect(paths()).to.deep.equal(CANCELLED);
    }),
  );

  it(
    'cancels when an operator has enough, each subscription its own response',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('  -c-t---', chunks);
      const reply = cold('    k|', chunks);
      const subs = '       ^--!';
      const expected = '   -c-(t|)';
      const { answer, paths } = ask(body, reply);
      expectObservable(answer.pipe(take(2))).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
      flush();
      expect(paths()).to.deep.equal(CANCELLED);
    }),
  );

  it(
    'cancels nothing that has ended, and nothing whose id has not come',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const whole = cold('  -c-x|', chunks);
      const silent = cold('----', chunks);
      const subs = '       ^--!';
      const expected = '   -c-(x|)';
      const ended = ask(whole);
      const unknown = ask(silent);
      expectObservable(ended.answer).toBe(expected, events);
      expectObservable(unknown.answer, subs).toBe('-');
      expectSubscriptions(silent.subscriptions).toBe(subs);
      flush();
      expect(ended.paths()).to.deep.equal(['POST /v1/responses']);
      expect(unknown.paths()).to.deep.equal(['POST /v1/responses']);
    }),
  );

  it(
    'ends quietly if the server refuses the cancellation',
    marbles(({ cold, expectObservable, flush }) => {
      const { answer, paths } = ask(cold('-c-----', chunks), cold('#', {}, new Error('no')));
      expectObservable(answer, '^--!').toBe('-c--', events);
      flush();
      expect(paths()).to.deep.equal(CANCELLED);
    }),
  );
});
