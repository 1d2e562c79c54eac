import { textOf } from '../../../lib/operators/answer/textOf.js';
import type { AnswerEvent } from '../../../lib/answer/AnswerEvent.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { marbles } from '../../../spec/support/marbles.js';

const lost = apiError({ type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' });
const events = {
  c: { type: 'created' },
  t: { type: 'output_text_delta', delta: 't' },
  u: { type: 'output_text_delta', delta: 'u' },
  h: { type: 'reasoning_content_delta', delta: 'h', content_index: 0 },
  r: { type: 'reset', attempt: 1, max: 5, delay: 200, error: lost },
  D: {
    type: 'output_item_done',
    item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'tu!' }] },
  },
  x: { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' },
} as const;
const texts = { a: '', t: 't', b: 'tu', d: 'tu!', u: 'u' };

describe('textOf', () => {
  it(
    'gives the whole text so far whenever it has changed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('-c-h-t-h-u-D-(x|)', events);
      const subs = '                    ^------------!   ';
      const expected = '                a----t---b-d-|   ';
      expectObservable(source.pipe(textOf())).toBe(expected, texts);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'begins again with nothing at a reset',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('-t-r-u-(x|)', events);
      const subs = '                    ^------!   ';
      const expected = '                at-a-u-|   ';
      expectObservable(source.pipe(textOf())).toBe(expected, texts);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    "passes the source's error, without emitting the text again",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('-t-#', events, lost);
      const subs = '                    ^--!';
      const expected = '                at-#';
      expectObservable(source.pipe(textOf())).toBe(expected, texts, lost);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('-t-u|', events);
      const subs = '                    ^-!  ';
      const unsub = '                   ^-!  ';
      const expected = '                at-  ';
      expectObservable(source.pipe(textOf()), unsub).toBe(expected, texts);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
