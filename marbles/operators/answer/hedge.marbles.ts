import { expect } from 'chai';
import { concat, NEVER, of, VirtualTimeScheduler } from 'rxjs';
import type { AnswerEvent } from '../../../lib/answer/AnswerEvent.js';
import { hedge } from '../../../lib/operators/answer/hedge.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const busy = apiError({ type: 'server_overloaded' });
const events = {
  c: { type: 'created' },
  m: { type: 'server_model', model: 'm' },
  t: { type: 'output_text_delta', delta: 't' },
  u: { type: 'output_text_delta', delta: 'u' },
  x: { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' },
  H: { type: 'hedged', winner: 1, losers: [0] },
  G: { type: 'hedged', winner: 0, losers: [1] },
} as const satisfies Readonly<Record<string, AnswerEvent>>;

describe('hedge', () => {
  it(
    'starts no second request when the first answers in time',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold<AnswerEvent>('c-t-----u(x|)', events);
      const second = cold<AnswerEvent>('t', events);
      const subs = '                   ^--------!';
      const expected = '               --(ct)--u(x|)';
      expectObservable(hedge([first, second], { after: 4 })).toBe(expected, events);
      expectSubscriptions(first.subscriptions).toBe(subs);
      expectSubscriptions(second.subscriptions).toBe([]);
    }),
  );

  it('leaves no timer behind once a request has answered', () => {
    const scheduler = new VirtualTimeScheduler();
    const answer = hedge([concat(of(events.t), NEVER), of(events.u)], { after: 4, scheduler });
    const subscription = answer.subscribe({ error: (error: unknown) => expect.fail(String(error)) });
    expect(scheduler.actions).to.have.length(0);
    subscription.unsubscribe();
  });

  it(
    'continues with the second request if it answers first, and cancels the first',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold<AnswerEvent>('c-------t', events);
      const second = cold<AnswerEvent>('    m-t----u(x|)', events);
      const firstSubs = '              ^-----!';
      const secondSubs = '             ----^-------!';
      const expected = '               ------(Hmt)u(x|)';
      expectObservable(hedge([first, second], { after: 4 })).toBe(expected, events);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'continues with the first request if it answers after all, and cancels the second',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold<AnswerEvent>('-----t----(x|)', events);
      const second = cold<AnswerEvent>('    ----t', events);
      const secondSubs = '             ----^!';
      const expected = '               -----(Gt)-(x|)';
      expectObservable(hedge([first, second], { after: 4 })).toBe(expected, events);
      expectSubscriptions(first.subscriptions).toBe('^---------!');
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'starts the next request at once when the first fails, and fails when all have failed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold<AnswerEvent>('-#', events, busy);
      const second = cold<AnswerEvent>(' -t---(x|)', events);
      const failing = cold<AnswerEvent>(' --#', events, new Error('oops'));
      expectObservable(hedge([first, second], { after: 4 })).toBe('--(Ht)(x|)', events);
      expectObservable(hedge([first, failing], { after: 4 })).toBe('---#', events, errorLike({ type: 'stream' }));
      expectSubscriptions(first.subscriptions).toBe(['^!', '^!']);
      expectSubscriptions(second.subscriptions).toBe('-^----!');
      expectSubscriptions(failing.subscriptions).toBe('-^-!');
    }),
  );

  it(
    'waits for the other request when one of two that run fails',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold<AnswerEvent>('------#', events, busy);
      const second = cold<AnswerEvent>('    ----t---(x|)', events);
      const firstSubs = '              ^-----!';
      const secondSubs = '             ----^-------!';
      const expected = '               --------(Ht)(x|)';
      expectObservable(hedge([first, second], { after: 4 })).toBe(expected, events);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'emits what it has held of a request that completes without output',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold<AnswerEvent>('c-m|', events);
      const second = cold<AnswerEvent>('t', events);
      const expected = '               ---(cm|)';
      expectObservable(hedge([first, second], { after: 4 })).toBe(expected, events);
      expectSubscriptions(first.subscriptions).toBe('^--!');
      expectSubscriptions(second.subscriptions).toBe([]);
    }),
  );

  it(
    'cancels all requests when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold<AnswerEvent>('c-----', events);
      const second = cold<AnswerEvent>('    ------', events);
      const unsub = '                  ------!';
      expectObservable(hedge([first, second], { after: 4 }), unsub).toBe('', events);
      expectSubscriptions(first.subscriptions).toBe('^-----!');
      expectSubscriptions(second.subscriptions).toBe('----^-!');
    }),
  );
});
