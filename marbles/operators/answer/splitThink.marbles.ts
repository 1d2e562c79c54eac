import { expect } from 'chai';
import fc from 'fast-check';
import { from } from 'rxjs';
import { splitThink, type SplitThinkOptions } from '../../../lib/operators/answer/splitThink.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { apiErrorData } from '../../../lib/protocol/errors/apiErrorData.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';
import { begun, delta, ended, message, reasoning, thought } from './splitThink.events.js';

const lost = errorLike({ type: 'stream', reason: 'connection_lost', detail: 'lost' });

/** The text and the reasoning of all deltas. */
const deltasOf = (events: readonly ResponseEvent[]) => {
  const textOf = (type: ResponseEvent['type']) =>
    events.map((event) => (event.type === type && 'delta' in event ? event.delta : '')).join('');
  return { text: textOf('output_text_delta'), reasoning: textOf('reasoning_content_delta') };
};
const split = (pieces: readonly string[], options?: SplitThinkOptions) => {
  const events: ResponseEvent[] = [];
  from(pieces.map(delta))
    .pipe(splitThink(options))
    .subscribe({ next: (event) => events.push(event), error: () => expect.fail('no error was expected') });
  return deltasOf(events);
};

describe('splitThink', () => {
  it(
    'S10 makes reasoning of the block at the start, and begins the message behind it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const values = {
        ...{ a: begun, b: delta('<think>Hm'), d: delta('m</think>Hi'), m: message('<think>Hmm</think>Hi'), c: ended },
        ...{ r: thought('Hm'), s: thought('m'), t: delta('Hi'), n: reasoning('Hmm'), M: message('Hi') },
      };
      const source = cold('  a-b-d----m------(c|)', values);
      const subs = '         ^---------------!';
      const expected = '     --r-(sat)(nM)---(c|)';
      expectObservable(source.pipe(splitThink())).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'passes calls on, and messages that are not of the assistant, whatever they hold',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const call = { type: 'function_call', name: 'f', call_id: 'c', arguments: '{"a":"<think>b</think>"}' } as const;
      const user = {
        type: 'message',
        role: 'user',
        content: [{ type: 'input_text', text: '<think>Hm</think>' }],
      } as const;
      const values: Readonly<Record<string, ResponseEvent>> = {
        f: { type: 'output_item_added', item: call },
        F: { type: 'output_item_done', item: call },
        u: { type: 'output_item_added', item: user },
        U: { type: 'output_item_done', item: user },
        c: ended,
      };
      const source = cold('  -f-F-u-U-(c|)', values);
      const subs = '         ^--------!';
      const expected = '     -f-F-u-U-(c|)';
      expectObservable(source.pipe(splitThink())).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'emits what it holds back before an error',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const values = { a: delta('<thi'), t: delta('<thi') };
      const source = cold('  --a--#', values, lost);
      const subs = '         ^----!';
      const expected = '     -----(t#)';
      expectObservable(source.pipe(splitThink())).toBe(expected, values, lost);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'forgets the text of a failed attempt',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failure = apiErrorData(apiError({ type: 'retryable', detail: 'lost' }));
      const reset = { type: 'reset', attempt: 1, max: 5, delay: 0, error: failure } as const;
      const values = { a: delta('<think>x'), r: thought('x'), z: reset, t: delta('Hi') };
      const source = cold('  --a--z--t--|', values);
      const subs = '         ^----------!';
      const expected = '     --r--z--t--|';
      expectObservable(source.pipe(splitThink())).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--', { a: delta('Hi') });
      const subs = '         ^--!';
      const unsub = '        ^--!';
      expectObservable(source.pipe(splitThink()), unsub).toBe('--a-', { a: delta('Hi') });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  const rows: readonly (readonly [string, SplitThinkOptions, { text: string; reasoning: string }])[] = [
    ['<think>a</think>\n\nb', {}, { reasoning: 'a', text: 'b' }],
    ['\n <THINK>a</Think>b', {}, { reasoning: 'a', text: 'b' }],
    ['b <think>a</think>', {}, { reasoning: '', text: 'b <think>a</think>' }],
    ['<think>a</think>b<think>c</think>d', {}, { reasoning: 'a', text: 'b<think>c</think>d' }],
    ['<think>a</think>b<think>c</think>d', { where: 'anywhere' }, { reasoning: 'ac', text: 'bd' }],
    ['b <think>a</think> c', { where: 'anywhere' }, { reasoning: 'a', text: 'b c' }],
    ['<think>never closed </thin', {}, { reasoning: 'never closed </thin', text: '' }],
    ['<thought>a</thought>b', { tag: 'thought' }, { reasoning: 'a', text: 'b' }],
    ['<thinking>a', {}, { reasoning: '', text: '<thinking>a' }],
    ['< think>a', {}, { reasoning: '', text: '< think>a' }],
    ['  plain', {}, { reasoning: '', text: '  plain' }],
    ['a < b <', { where: 'anywhere' }, { reasoning: '', text: 'a < b <' }],
    ['   ', {}, { reasoning: '', text: '   ' }],
  ];
  for (const [text, options, expected] of rows)
    it(`S10 splits ${JSON.stringify(text)} ${JSON.stringify(options)} in the same way at every cut`, () => {
      fc.assert(
        fc.property(fc.array(fc.nat({ max: text.length }), { maxLength: 8 }), (given) => {
          const cuts = [0, ...given, text.length].sort((a, b) => a - b);
          const pieces = cuts.map((cut, index) => text.slice(cut, cuts[index + 1]));
          expect(split(pieces, options)).to.deep.equal(expected);
        }),
      );
    });

  it('leaves a message without tags, and a user message with them, as they are', () => {
    const plain = message('Hi');
    const user: ResponseEvent = {
      type: 'output_item_done',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: '<think>x</think>' }] },
    };
    const events: ResponseEvent[] = [];
    from([plain, user])
      .pipe(splitThink())
      .subscribe({ next: (event) => events.push(event), error: () => expect.fail('no error was expected') });
    expect(events).to.deep.equal([plain, user]);
  });
});
