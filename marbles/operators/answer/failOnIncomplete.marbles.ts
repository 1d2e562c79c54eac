import { failOnIncomplete } from '../../../lib/operators/answer/failOnIncomplete.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const ended = (
  end: Pick<Extract<ResponseEvent, { type: 'completed' }>, 'status' | 'finish_reason'>,
): ResponseEvent => ({
  type: 'completed',
  response_id: 'resp_1',
  token_usage: null,
  ...end,
});

const events: Readonly<Record<string, ResponseEvent>> = {
  t: { type: 'output_text_delta', delta: 'Hi' },
  c: ended({ status: 'completed' }),
  s: ended({ status: 'completed', finish_reason: 'length' }),
  l: ended({ status: 'incomplete', finish_reason: 'length' }),
  m: ended({ status: 'incomplete', finish_reason: 'max_output_tokens' }),
  f: ended({ status: 'incomplete', finish_reason: 'content_filter' }),
  u: ended({ status: 'incomplete' }),
};

describe('failOnIncomplete', () => {
  it(
    'fails where the answer ends incomplete',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --t-----m|', events);
      const subs = '         ^-------!';
      const expected = '     --t-----#';
      const incomplete = errorLike({ type: 'incomplete', reason: 'max_output_tokens' });
      expectObservable(source.pipe(failOnIncomplete())).toBe(expected, events, incomplete);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  const kinds = [
    { name: 'length', end: 'l', error: { type: 'context_window_exceeded' } },
    { name: 'content_filter', end: 'f', error: { type: 'incomplete', reason: 'content_filter' } },
    { name: 'no reason at all', end: 'u', error: { type: 'incomplete', reason: 'unknown' } },
  ];
  for (const { name, end, error } of kinds)
    it(
      `makes ${error.type} of ${name}`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold(`  --t--${end}|`, events);
        const subs = '      ^----!';
        const expected = '  --t--#';
        expectObservable(source.pipe(failOnIncomplete())).toBe(expected, events, errorLike(error));
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

  it(
    'passes a complete answer, whatever its reason',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --t--c--s|', events);
      const subs = '         ^--------!';
      const expected = '     --t--c--s|';
      expectObservable(source.pipe(failOnIncomplete())).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --t--m', events);
      const subs = '         ^--!';
      const unsub = '        ^--!';
      const expected = '     --t-';
      expectObservable(source.pipe(failOnIncomplete()), unsub).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    "passes the source's error",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --t--#', events);
      const subs = '         ^----!';
      const expected = '     --t--#';
      expectObservable(source.pipe(failOnIncomplete())).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
