import { ofType } from '../../../lib/operators/answer/ofType.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { marbles } from '../../../spec/support/marbles.js';

const events: Readonly<Record<string, ResponseEvent>> = {
  a: { type: 'created' },
  b: { type: 'output_text_delta', delta: 'Hi' },
  c: { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' },
};

describe('ofType', () => {
  it(
    'keeps the events of one type',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a---b---b---c---|', events);
      const subs = '         ^-----------------!';
      const expected = '     ------b---b-------|';
      expectObservable(source.pipe(ofType('output_text_delta'))).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'keeps the events of several types',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--c--|', events);
      const subs = '         ^----------!';
      const expected = '     --a-----c--|';
      expectObservable(source.pipe(ofType('completed', 'created'))).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--b--c|', events);
      const subs = '         ^-----!';
      const unsub = '        ^-----!';
      const expected = '     -----b-';
      expectObservable(source.pipe(ofType('output_text_delta')), unsub).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    "passes the source's error",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--#', events);
      const subs = '         ^-------!';
      const expected = '     -----b--#';
      expectObservable(source.pipe(ofType('output_text_delta'))).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
