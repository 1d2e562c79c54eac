import { from } from 'rxjs';
import { failOnErrorFrame } from '../../../lib/operators/decode/failOnErrorFrame.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { reset } from '../../../lib/testing/virtualTransport.js';
import { marbles } from '../../../spec/support/marbles.js';

const url = 'wss://host.example/v1/responses';
const frames = {
  a: { type: 'response.created', response: { id: 'resp_1' } },
  e: { type: 'error', status: 429, error: { message: 'slow down' } },
  d: {
    type: 'error',
    status: 503,
    error: { message: 'busy' },
    headers: { 'Retry-After': 'Thu, 01 Jan 1970 00:00:07 GMT' },
  },
  s: { type: 'error', status: 400, error: { code: 'previous_response_not_found', message: 'gone' } },
};
const slowDown = errorLike({ type: 'rate_limit', status: 429, detail: 'slow down' });

describe('failOnErrorFrame', () => {
  it(
    'passes frames that report no error',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a-(aa)-|', frames);
      const subs = '         ^--------!';
      const expected = '     --a-(aa)-|';
      expectObservable(source.pipe(failOnErrorFrame({ url }))).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails at an error frame, and unsubscribes from the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--e--a|', frames);
      const subs = '         ^----!';
      const expected = '     --a--#';
      expectObservable(source.pipe(failOnErrorFrame({ url }))).toBe(expected, frames, slowDown);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails at a stale connection, and unsubscribes from the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --s--a|', frames);
      const subs = '         ^-!';
      const expected = '     --#';
      const stale = errorLike({ type: 'retryable', code: 'previous_response_not_found', detail: 'gone' });
      expectObservable(source.pipe(failOnErrorFrame({ url }))).toBe(expected, frames, stale);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'compares a Retry-After date with the clock of its scheduler when the frame comes',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const source = cold('  2s d', frames);
      const subs = '         ^ 1999ms !';
      const expected = '     2s #';
      const busy = errorLike({ type: 'transport', delay: 5000 });
      expectObservable(source.pipe(failOnErrorFrame({ url, scheduler }))).toBe(expected, frames, busy);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    "passes the source's error and end",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failing = cold('  --a--#', frames, reset());
      const ending = cold('   -----|', frames);
      const subs = '          ^----!';
      expectObservable(failing.pipe(failOnErrorFrame({ url }))).toBe('--a--#', frames, reset());
      expectObservable(ending.pipe(failOnErrorFrame({ url }))).toBe(' -----|', frames);
      expectSubscriptions(failing.subscriptions).toBe(subs);
      expectSubscriptions(ending.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -----e', frames);
      const subs = '         ^--!';
      const unsub = '        ^--!';
      const expected = '     ----';
      expectObservable(source.pipe(failOnErrorFrame({ url })), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'stops a synchronous source',
    marbles(({ expectObservable }) => {
      const source = from([frames.a, frames.e, frames.a, frames.s]);
      const expected = '(a#)';
      expectObservable(source.pipe(failOnErrorFrame({ url }))).toBe(expected, frames, slowDown);
    }),
  );
});
