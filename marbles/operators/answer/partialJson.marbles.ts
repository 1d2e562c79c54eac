import { expect } from 'chai';
import * as t from 'io-ts';
import { map } from 'rxjs';
import { partialJson } from '../../../lib/operators/answer/partialJson.js';
import type { AnswerEvent } from '../../../lib/answer/AnswerEvent.js';
import { isJsonObject } from '../../../lib/protocol/codec/json.js';
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
    'keeps the objects that do not change, from one value to the next',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const pieces = { a: delta('{"list":[1,2],"x":"'), b: delta('y'), c: delta('z"'), h: events['h'] ?? delta('') };
      const source = cold<AnswerEvent>('-a-h-b-c', pieces);
      const subs = '                    ^-------';
      const lists: unknown[] = [];
      const read = source.pipe(
        partialJson({ type: 'object' }),
        map(({ value }) => {
          if (!isJsonObject(value)) return undefined;
          lists.push(value['list']);
          return value['x'];
        }),
      );
      expectObservable(read).toBe('      -a---b-c', { a: '', b: 'y', c: 'yz' });
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(lists[0]).to.deep.equal([1, 2]);
      expect(lists.map((list) => list === lists[0])).to.deep.equal([true, true, true]);
    }),
  );

  it(
    'takes a fence off the growing value and off the complete one, with `fenced`',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const fenced = { f: delta('```json\n{"city"'), b: delta(': "Pa'), d: delta('ris"}\n```'), x: completed };
      const source = cold<AnswerEvent>('-f-b-d-(x|)', fenced);
      const plain = cold<AnswerEvent>(' -a-b-d-(x|)', events);
      const subs = '                    ^------!';
      const expected = '                -a-b-d-(P|)';
      expectObservable(source.pipe(partialJson(City, { fenced: true }))).toBe(expected, values);
      expectObservable(plain.pipe(partialJson(City, { fenced: true }))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(plain.subscriptions).toBe(subs);
    }),
  );

  it('takes a schema that is a function, as some Standard Schema libraries have them', () => {
    const validate = (value: unknown) => ({ value });
    const schema = Object.assign(() => undefined, { '~standard': { version: 1, vendor: 'test', validate } as const });
    expect(() => partialJson(schema)).not.to.throw();
  });

  for (const [what, value] of [
    ['null', null],
    ['a text', 'City'],
    ['a list', [City]],
    ['a function', () => City],
    ['a date', new Date(0)],
  ] as const)
    it(`refuses ${what} as a schema at once`, () => {
      expect(() => {
        Reflect.apply(partialJson, undefined, [value]);
      }).to.throw('partialJson expects a JSON Schema, an io-ts codec, or a schema that implements Standard Schema');
    });

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
