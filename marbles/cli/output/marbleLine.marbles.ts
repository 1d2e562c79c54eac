import { marbleLine } from '../../../lib/cli/output/marbleLine.js';
import { marbles } from '../../../spec/support/marbles.js';
import { events } from '../../../spec/support/virtualClient.js';

describe('marbleLine', () => {
  it(
    'emits one piece per frame: a dash, a letter, or all kinds of events that came in it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('c----t---t----tx|  ', events);
      const subs = '       ^---------------!  ';
      const expected = '   ----a---b---c---(d|)';
      expectObservable(source.pipe(marbleLine({ frame: 4 }))).toBe(expected, { a: 'c', b: 't', c: 't', d: '(tx|)' });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'draws silence as dashes and an error as #, and completes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('c---------#    ', events);
      const subs = '       ^---------!    ';
      const expected = '   ----a---b-(d|)';
      expectObservable(source.pipe(marbleLine({ frame: 4 }))).toBe(expected, { a: 'c', b: '-', d: '#' });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'stops its clock and its source when its reader leaves',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('c---------t', events);
      const subs = '       ^-----!    ';
      const unsub = '      ^-----!    ';
      const expected = '   ----a--    ';
      expectObservable(source.pipe(marbleLine({ frame: 4 })), unsub).toBe(expected, { a: 'c' });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
