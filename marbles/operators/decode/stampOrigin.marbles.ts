import { stampOrigin } from '../../../lib/operators/decode/stampOrigin.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { marbles } from '../../../spec/support/marbles.js';

const reasoning = { type: 'reasoning', id: 'rs', summary: [], encrypted_content: 'x' } as const;
const message = { type: 'message', role: 'assistant', content: [] } as const;
const values: Readonly<Record<string, ResponseEvent>> = {
  a: { type: 'output_item_added', item: reasoning },
  A: { type: 'output_item_added', item: { ...reasoning, origin: 'p' } },
  d: { type: 'output_item_done', item: reasoning },
  D: { type: 'output_item_done', item: { ...reasoning, origin: 'p' } },
  m: { type: 'output_item_done', item: message },
  t: { type: 'output_text_delta', delta: 'Hi' },
};

describe('stampOrigin', () => {
  it(
    'marks the items that only their giver can read, and no other event',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-d-m-t-|', values);
      const subs = '         ^--------!';
      const expected = '     -A-D-m-t-|';
      expectObservable(source.pipe(stampOrigin('p'))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'passes errors through and unsubscribes from the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failing = cold<ResponseEvent>('-#');
      expectObservable(failing.pipe(stampOrigin('p'))).toBe('-#');
      expectSubscriptions(failing.subscriptions).toBe('^!');
      const left = cold('-m-m-m|', values);
      expectObservable(left.pipe(stampOrigin('p')), '^-!').toBe('-m', values);
      expectSubscriptions(left.subscriptions).toBe('^-!');
    }),
  );
});
