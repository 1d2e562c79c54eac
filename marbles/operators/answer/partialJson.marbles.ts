import * as t from 'io-ts';
import { partialJson } from '../../../lib/operators/answer/partialJson.js';
import type { AnswerEvent } from '../../../lib/answer/AnswerEvent.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import type { StreamReason } from '../../../lib/protocol/errors/StreamReason.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const City = t.type({ city: t.string }, 'City');
const lost = apiError({ type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' });
const delta = (text: string): AnswerEvent => ({ type: 'output_text_delta', delta: text });
const item = (text: string): AnswerEvent => ({
  type: 'output_item_done',
  item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] },
});
const completed = { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' } as const;

const events: Readonly<Record<string, AnswerEvent>> = {
  c: { type: 'created' },
  a: delta('{"city"'),
  b: delta(': "Pa'),
  d: delta('ris"}'),
  n: delta(': 7}'),
  h: { type: 'reasoning_content_delta', delta: '{', content_index: 0 },
  D: item('{"city": "Rome"}'),
  N: { type: 'refusal_delta', delta: 'I must not' },
  r: { type: 'reset', attempt: 1, max: 5, delay: 200, error: lost },
  x: completed,
  l: { ...completed, status: 'incomplete', finish_reason: 'length' },
};
const values = {
  a: { done: false, value: {} },
  b: { done: false, value: { city: 'Pa' } },
  d: { done: false, value: { city: 'Paris' } },
  n: { done: false, value: { city: 7 } },
  P: { done: true, value: { city: 'Paris' } },
  R: { done: true, value: { city: 'Rome' } },
};

describe('partialJson', () => {
  it(
    'gives the value as it grows, and last the whole one',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -c-h-a-b-d-x-|   ', events);
      const subs = '         ^------------!   ';
      const expected = '     -----a-b-d---(P|)';
      expectObservable(source.pipe(partialJson(City))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'believes the finished item, with or without deltas',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-D-(x|)', events);
      const whole = cold('   -----D-(x|)', events);
      const subs = '         ^------!   ';
      expectObservable(source.pipe(partialJson(City))).toBe('-a-b---(R|)', values);
      expectObservable(whole.pipe(partialJson(City))).toBe(' -------(R|)', values);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(whole.subscriptions).toBe(subs);
    }),
  );

  it(
    'begins anew at a reset',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-r-a-b-d-(x|)', events);
      const subs = '         ^------------!   ';
      const expected = '     -a-b---a-b-d-(P|)';
      expectObservable(source.pipe(partialJson(City))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'reports what does not fit',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-n-(x|)', events);
      const subs = '         ^----!   ';
      const expected = '     -a-n-#   ';
      const error = errorLike({
        type: 'stream',
        reason: 'undecodable',
        detail: 'failed to decode City: city: expected string, got 7',
      });
      expectObservable(source.pipe(partialJson(City))).toBe(expected, values, error);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'reports that an answer was cut short, or refused, or is empty',
    marbles(({ cold, expectObservable }) => {
      const failing = (source: string, expected: string, reason: StreamReason, detail: string) =>
        expectObservable(cold(source, events).pipe(partialJson(City))).toBe(
          expected,
          values,
          errorLike({ type: 'stream', reason, detail }),
        );
      failing('-a-(l|)', '-a-#', 'undecodable', 'expected JSON, but the answer (cut off: length) is: {"city"');
      failing('-N-(x|)', '---#', 'refused', 'expected JSON, but the model refused: I must not');
      failing('---(x|)', '---#', 'undecodable', 'expected JSON, but the answer is: (empty)');
    }),
  );

  it(
    'takes no more than maxLength, and unsubscribes from the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-d---', events);
      const subs = '         ^--!     ';
      const expected = '     -a-#     ';
      const error = errorLike({
        type: 'stream',
        reason: 'too_large',
        detail: 'the answer is longer than 10 characters (maxLength)',
      });
      expectObservable(source.pipe(partialJson(City, { maxLength: 10 }))).toBe(expected, values, error);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    "passes the source's error, and emits no whole value",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-d-#', events, lost);
      const subs = '         ^------!';
      const expected = '     -a-b-d-#';
      expectObservable(source.pipe(partialJson(City))).toBe(expected, values, lost);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-(x|)', events);
      const subs = '         ^-!      ';
      const unsub = '        ^-!      ';
      const expected = '     -a-      ';
      expectObservable(source.pipe(partialJson(City)), unsub).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
