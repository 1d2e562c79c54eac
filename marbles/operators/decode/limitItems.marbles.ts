import { limitItems } from '../../../lib/operators/decode/limitItems.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { marbles } from '../../../spec/support/marbles.js';

const message = { type: 'message', role: 'assistant', content: [] } as const;
const window = { used_percent: 1, window_minutes: null, resets_at: null };
const limits = (limit_id: string): ResponseEvent => ({
  type: 'rate_limits',
  snapshot: { limit_id, limit_name: null, primary: window, secondary: null, credits: null, plan_type: null },
});

/** Three events of each kind: the first, a second part, and a third part. */
const KINDS: Readonly<Record<string, readonly [ResponseEvent, ResponseEvent, ResponseEvent]>> = {
  'items begun': [
    { type: 'output_item_added', item: message },
    { type: 'output_item_added', item: message },
    { type: 'output_item_added', item: message },
  ],
  'items finished': [
    { type: 'output_item_done', item: message },
    { type: 'output_item_done', item: message },
    { type: 'output_item_done', item: message },
  ],
  annotations: [
    { type: 'annotation_added', annotation: {} },
    { type: 'annotation_added', annotation: {} },
    { type: 'annotation_added', annotation: {} },
  ],
  'positions of texts': [
    { type: 'output_text_delta', delta: 'a', output_index: 0 },
    { type: 'refusal_delta', delta: 'a', output_index: 1 },
    { type: 'output_text_delta', delta: 'a', output_index: 2 },
  ],
  'parts of a summary': [
    { type: 'reasoning_summary_delta', delta: 'a', summary_index: 0 },
    { type: 'reasoning_summary_done', text: 'a', summary_index: 1, item_id: 'a' },
    { type: 'reasoning_summary_delta', delta: 'a', summary_index: 2 },
  ],
  'inputs of calls': [
    { type: 'tool_call_input_delta', delta: 'a', call_id: 'a' },
    { type: 'tool_call_input_delta', delta: 'a', item_id: 'b' },
    { type: 'tool_call_input_delta', delta: 'a', call_id: 'c' },
  ],
  'names of rate limits': [limits('a'), limits('b'), limits('c')],
};

const tooMany = apiError({
  type: 'stream',
  reason: 'too_large',
  detail: 'the answer has more than 2 items (maxItems)',
});

describe('limitItems', () => {
  for (const [kind, [a, b, c]] of Object.entries(KINDS))
    it(
      `fails with one more than the limit: ${kind}`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  --a--b--c--|', { a, b, c });
        const subs = '         ^-------!';
        const expected = '     --a--b--#';
        expectObservable(source.pipe(limitItems(2))).toBe(expected, { a, b }, tooMany);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

  it(
    'counts a part once, however many deltas it has',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const values: Readonly<Record<string, ResponseEvent>> = {
        a: { type: 'output_text_delta', delta: 'a', output_index: 0 },
        b: { type: 'output_text_delta', delta: 'b', output_index: 1 },
        c: { type: 'output_text_delta', delta: 'c' },
      };
      const source = cold('  -a-b-a-b-c-a-|', values);
      const subs = '         ^------------!';
      const expected = '     -a-b-a-b-c-a-|';
      expectObservable(source.pipe(limitItems(2))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'counts each kind separately',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const values: Readonly<Record<string, ResponseEvent>> = {
        a: { type: 'output_item_added', item: message },
        b: { type: 'output_item_done', item: message },
        c: { type: 'annotation_added', annotation: {} },
      };
      const source = cold('  -a-b-c-a-b-c-|', values);
      const subs = '         ^------------!';
      const expected = '     -a-b-c-a-b-c-|';
      expectObservable(source.pipe(limitItems(2))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
