import { concat, from, NEVER, take, throwError } from 'rxjs';
import { aggregate } from '../../../lib/operators/answer/aggregate.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { marbles } from '../../../spec/support/marbles.js';

const message = (text: string): ResponseEvent => ({
  type: 'output_item_done',
  item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] },
});

const events = {
  c: { type: 'created' },
  m: { type: 'server_model', model: 'm1' },
  t: { type: 'output_text_delta', delta: 't' },
  u: { type: 'output_text_delta', delta: 'u' },
  r: { type: 'reasoning_content_delta', delta: 'r', content_index: 0 },
  x: { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' },
  // what the deltas make
  T: message('t'),
  D: message('tu'),
  R: {
    type: 'output_item_done',
    item: { type: 'reasoning', id: '', summary: [], content: [{ type: 'reasoning_text', text: 'r' }] },
  },
} as const;
const lost = apiError({ type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' });

describe('aggregate', () => {
  it(
    'gives an item when it is finished, and metadata at once',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<ResponseEvent>('-c-m-t-u-D-(x|)', events);
      const subs = '                      ^----------!';
      const expected = '                  ---m-----D-(x|)';
      expectObservable(source.pipe(aggregate())).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'gives what no item finished right before the completion, and ends with the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<ResponseEvent>('-t-r-u-x-----|', events);
      const subs = '                      ^------------!';
      const expected = '                  -------(RDx)-|';
      expectObservable(source.pipe(aggregate())).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'emits the text received so far, as items, before the error',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<ResponseEvent>('-t-r-u----#', events, lost);
      const subs = '                      ^---------!';
      const expected = '                  ----------(RD#)';
      expectObservable(source.pipe(aggregate())).toBe(expected, events, lost);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'gives nothing twice where the error comes after the item',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<ResponseEvent>('-t-u-D-#', events, lost);
      const subs = '                      ^------!';
      const expected = '                  -----D-#';
      expectObservable(source.pipe(aggregate())).toBe(expected, events, lost);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'emits the text received so far where the source just ends',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<ResponseEvent>('-t-u-|', events);
      const subs = '                      ^----!';
      const expected = '                  -----(D|)';
      expectObservable(source.pipe(aggregate())).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'passes the end and the error of a source without values',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const empty = cold<ResponseEvent>('  --|');
      const failing = cold<ResponseEvent>('--#', undefined, lost);
      const subs = '                       ^-!';
      expectObservable(empty.pipe(aggregate())).toBe('--|');
      expectObservable(failing.pipe(aggregate())).toBe('--#', undefined, lost);
      expectSubscriptions(empty.subscriptions).toBe(subs);
      expectSubscriptions(failing.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes, and emits nothing more',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<ResponseEvent>('-t-m-u-x|', events);
      const subs = '                      ^---!';
      const unsub = '                     ^---!';
      const expected = '                  ---m-';
      expectObservable(source.pipe(aggregate()), unsub).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source at once when the consumer unsubscribes in the middle of the last items',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<ResponseEvent>('-t-r-x---|', events);
      const subs = '                      ^----!';
      const expected = '                  -----(R|)';
      expectObservable(source.pipe(aggregate(), take(1))).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'emits no error to a consumer that unsubscribed at the items before it',
    marbles(({ expectObservable }) => {
      const source = concat(
        from([events.r, events.t]),
        throwError(() => lost),
      );
      const expected = '(R|)';
      expectObservable(source.pipe(aggregate(), take(1))).toBe(expected, events);
    }),
  );

  it(
    'takes a synchronous source',
    marbles(({ expectObservable }) => {
      const source = concat(from([events.c, events.t, events.x]), NEVER);
      const expected = '(Tx)';
      expectObservable(source.pipe(aggregate())).toBe(expected, events);
    }),
  );

  it(
    'begins anew with every subscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<ResponseEvent>('-t-u-(x|)', events);
      const first = '                     ^--!';
      const second = '                    --^----!';
      const sees = '                      -------(Dx|)';
      const items$ = source.pipe(aggregate());
      expectObservable(items$, first).toBe('---', events);
      expectObservable(items$, '--^').toBe(sees, events);
      expectSubscriptions(source.subscriptions).toBe([first, second]);
    }),
  );
});
