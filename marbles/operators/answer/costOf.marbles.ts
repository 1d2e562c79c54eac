import type { AnswerEvent } from '../../../lib/answer/AnswerEvent.js';
import { costOf } from '../../../lib/operators/answer/costOf.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { marbles } from '../../../spec/support/marbles.js';

const lost = apiError({ type: 'stream', reason: 'truncated', detail: 'lost' });
const token_usage = {
  input_tokens: 1000,
  cached_input_tokens: 500,
  output_tokens: 100,
  reasoning_output_tokens: 0,
  total_tokens: 1100,
};
const completed = { type: 'completed', response_id: 'r', status: 'completed' } as const;
const events = {
  t: { type: 'output_text_delta', delta: 'x'.repeat(400) },
  r: { type: 'reset', attempt: 1, max: 5, delay: 200, error: lost },
  x: { ...completed, token_usage },
  H: { type: 'hedged', winner: 1, losers: [0] },
  n: { ...completed, token_usage: null },
} as const satisfies Readonly<Record<string, AnswerEvent>>;
// For one million tokens: 1 input, 0 cached, 10 output.
const prices = { input: 1000, cachedInput: 0, output: 10_000 };
const costs = {
  a: { amount: 1, exact: false },
  b: { amount: 1.5, exact: true },
  c: { amount: 2.5, exact: false },
  d: { amount: 3, exact: true },
  e: { amount: 2, exact: false },
  // 1.5 for the answer, and 1000 input tokens for the loser
  f: { amount: 2.5, exact: false },
  g: { amount: 3.5, exact: false },
  h: { amount: 4, exact: false },
  i: { amount: 2, exact: false },
  // 2 for the attempt that was taken back, 1 for the loser, 2 for the current one
  j: { amount: 5, exact: false },
  k: { amount: 4.5, exact: false },
};

describe('costOf', () => {
  it(
    'estimates while the text arrives, and is exact over all steps at their ends',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('-t-x-t-x|', events);
      const subs = '                    ^-------!';
      const expected = '                -a-b-c-d|';
      expectObservable(source.pipe(costOf(prices))).toBe(expected, costs);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'keeps the estimate of an attempt that is taken back, and of a step without counts',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('-t-r-t-x|', events);
      const silent = cold<AnswerEvent>('-t-n-#', events, lost);
      expectObservable(source.pipe(costOf(prices))).toBe('-a---e-c|', costs);
      expectObservable(silent.pipe(costOf(prices))).toBe('-a-a-#', costs, lost);
      expectSubscriptions(source.subscriptions).toBe('   ^-------!');
    }),
  );

  it(
    'adds the input of the requests that hedge cancelled, and is not exact then',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('-Ht-x-t-x|', events);
      const silent = cold<AnswerEvent>('-Ht-r-t-x|', events);
      const subs = '                    ^--------!';
      expectObservable(source.pipe(costOf(prices))).toBe('--a-f-g-h|', costs);
      expectObservable(silent.pipe(costOf(prices, { inputTokens: 1000 }))).toBe('--i---j-k|', costs);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
