import { expect } from 'chai';
import { tap } from 'rxjs';
import { stampOrigin } from '../../../lib/operators/decode/stampOrigin.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { marbles } from '../../../spec/support/marbles.js';

const reasoning = { type: 'reasoning', id: 'rs_1', summary: [] } as const;
const message = { type: 'message', role: 'assistant', content: [] } as const;
const signed = { ...reasoning, encrypted_content: 'E' };
const search = { type: 'web_search_call', id: 'ws_1' } as const;

const events: Readonly<Record<string, ResponseEvent>> = {
  a: { type: 'output_item_added', item: signed },
  A: { type: 'output_item_added', item: { ...signed, origin: 'a@host' } },
  t: { type: 'output_text_delta', delta: 't' },
  d: { type: 'output_item_done', item: signed },
  D: { type: 'output_item_done', item: { ...signed, origin: 'a@host' } },
  s: { type: 'output_item_done', item: search },
  S: { type: 'output_item_done', item: { ...search, origin: 'a@host' } },
  r: { type: 'output_item_done', item: reasoning },
  m: { type: 'output_item_done', item: message },
};

describe('stampOrigin', () => {
  it(
    'names the giver of items that only it can read, and passes everything else',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(' -a-t-d-s-r-m-|', events);
      const subs = '        ^------------!';
      const expected = '    -A-t-D-S-r-m-|';
      expectObservable(source.pipe(stampOrigin('a@host'))).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'calls back with the first event and with each item, marked, before it is emitted',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const calls: unknown[] = [];
      const source = cold(' -t-t-a-t-d-t-|', events);
      const subs = '        ^------------!';
      const expected = '    -t-t-A-t-D-t-|';
      const marked = source.pipe(
        stampOrigin('a@host', (event) => calls.push(['marked', event])),
        tap((event) => calls.push(['emitted', event])),
      );
      expectObservable(marked).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      const { t, A, D } = events;
      expect(calls).to.deep.equal([
        ['marked', t],
        ['emitted', t],
        ['emitted', t],
        ['marked', A],
        ['emitted', A],
        ['emitted', t],
        ['marked', D],
        ['emitted', D],
        ['emitted', t],
      ]);
    }),
  );

  it(
    'passes an error, and unsubscribes from the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failing = cold(' -t-#', events);
      const left = cold('    -t---d', events);
      const unsub = '        ---!';
      expectObservable(failing.pipe(stampOrigin('a@host'))).toBe('-t-#', events);
      expectObservable(left.pipe(stampOrigin('a@host')), unsub).toBe('-t--', events);
      expectSubscriptions(left.subscriptions).toBe('^--!');
    }),
  );
});
