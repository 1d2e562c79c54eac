import type { AnswerEvent } from '../../../lib/answer/AnswerEvent.js';
import { smooth } from '../../../lib/operators/answer/smooth.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { marbles } from '../../../spec/support/marbles.js';

const lost = apiError({ type: 'stream', reason: 'truncated', detail: 'lost' });
const text = (delta: string): AnswerEvent => ({ type: 'output_text_delta', delta });
const events = {
  a: text('a '),
  b: text('b '),
  c: text('c '),
  A: text('a b c '),
  B: text('b c '),
  e: text('👩‍👩‍👧é'),
  1: text('👩‍👩‍👧'),
  2: text('é'),
  d: { type: 'output_item_done', item: { type: 'message', role: 'assistant', content: [] } },
  r: { type: 'reset', attempt: 1, max: 5, delay: 200, error: lost },
} as const satisfies Readonly<Record<string, AnswerEvent>>;

describe('smooth', () => {
  it(
    'emits words at the given pace, and other events in their place',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('(Ad)----------|', events);
      const subs = '                    ^-------------!';
      const expected = '                a---b---(cd)--|';
      expectObservable(source.pipe(smooth({ perSecond: 250 }))).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'emits graphemes as a whole',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('e-------|', events);
      const subs = '                    ^-------!';
      const expected = '                1---2---|';
      expectObservable(source.pipe(smooth({ unit: 'grapheme', perSecond: 250 }))).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'is never more than maxLag behind',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('A-------|', events);
      const subs = '                    ^-------!';
      const expected = '                a----B--|';
      expectObservable(source.pipe(smooth({ perSecond: 1, maxLag: 5 }))).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'emits everything at the end and before an error, and discards what a reset takes back',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const ending = cold<AnswerEvent>(' A-|', events);
      const failing = cold<AnswerEvent>('A-#', events, lost);
      const reset = cold<AnswerEvent>('  A-r--|', events);
      const pace = { perSecond: 100 };
      expectObservable(ending.pipe(smooth(pace))).toBe(' a-(B|)', events);
      expectObservable(failing.pipe(smooth(pace))).toBe('a-(B#)', events, lost);
      expectObservable(reset.pipe(smooth(pace))).toBe('  a-r--|', events);
      expectSubscriptions(reset.subscriptions).toBe('    ^----!');
    }),
  );

  it(
    'emits everything when too much is held, and cancels the wait when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('A------', events);
      const unsub = '                   --!';
      expectObservable(source.pipe(smooth({ perSecond: 100, maxSize: 2 })), unsub).toBe('A-', events);
      expectObservable(source.pipe(smooth({ perSecond: 100 })), unsub).toBe('a-', events);
      expectSubscriptions(source.subscriptions).toBe(['^-!', '^-!']);
    }),
  );
});
