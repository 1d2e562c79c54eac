import { summarise } from '../../../lib/cli/output/summarise.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { marbles } from '../../../spec/support/marbles.js';
import { events } from '../../../spec/support/virtualClient.js';

const usage = {
  input_tokens: 3,
  cached_input_tokens: 0,
  output_tokens: 10,
  reasoning_output_tokens: 0,
  total_tokens: 13,
};
const window = { used_percent: 12.5, window_minutes: 300, resets_at: null };
const values: Readonly<Record<string, ResponseEvent>> = {
  ...events,
  m: { type: 'server_model', model: 'm2' },
  l: {
    type: 'rate_limits',
    snapshot: { limit_id: 'codex', limit_name: null, primary: window, secondary: null, credits: null, plan_type: null },
  },
  X: { type: 'completed', response_id: 'resp_1', token_usage: usage, status: 'completed' },
  I: {
    type: 'completed',
    response_id: 'resp_1',
    token_usage: null,
    status: 'incomplete',
    finish_reason: 'max_output_tokens',
  },
};

describe('summarise', () => {
  it(
    'reports model, id, tokens, time to the first token, speed and limits when the stream has completed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('ml 200ms t 97ms t 400ms t--(X|)', values);
      const subs = '       ^ 703ms !';
      const expected = '   704ms (s|)';
      expectObservable(source.pipe(summarise({ model: 'm1' }))).toBe(expected, {
        s: 'm2 · resp_1 · 3 tokens in, 10 out · first token after 202 ms · 19.9 tokens/s · limits: codex 12.5 % of 300 min',
      });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'security: terminal, has eight rate limits at most, however many a server sends',
    marbles(({ cold, expectObservable }) => {
      const source = cold(`${'l'.repeat(9)}(I|)`, values);
      const expected = '   ---------(s|)';
      const shown = Array.from({ length: 8 }, () => 'codex 12.5 % of 300 min').join('; ');
      expectObservable(source.pipe(summarise({ model: 'm1' }))).toBe(expected, {
        s: `m1 · resp_1 · incomplete (max_output_tokens) · limits: ${shown}`,
      });
    }),
  );

  it(
    'says why an answer is incomplete',
    marbles(({ cold, expectObservable }) => {
      const source = cold('--(I|)', values);
      const expected = '   --(s|)';
      expectObservable(source.pipe(summarise({ model: 'm1' }))).toBe(expected, {
        s: 'm1 · resp_1 · incomplete (max_output_tokens)',
      });
    }),
  );

  it(
    'says nothing of a stream that fails, or is left',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failing = cold('c--#', values);
      const left = cold('   c---t', values);
      const unsub = '       ^-!';
      expectObservable(failing.pipe(summarise({ model: 'm1' }))).toBe('---#');
      expectObservable(left.pipe(summarise({ model: 'm1' })), unsub).toBe('---');
      expectSubscriptions(left.subscriptions).toBe(unsub);
    }),
  );
});
