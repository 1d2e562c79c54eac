import { collectText } from '../../../lib/operators/http/collectText.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { bytes } from '../../../lib/testing/wire.js';
import { marbles } from '../../../spec/support/marbles.js';

const chunks = { a: bytes('a'), b: bytes('b'), c: bytes('c') };

describe('collectText', () => {
  it(
    'emits the whole text when the body ends',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --ab--c--|', chunks);
      const subs = '         ^--------!';
      const expected = '     ---------(t|)';
      expectObservable(source.pipe(collectText({ limit: 10 }))).toBe(expected, { t: 'abc' });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'emits the empty text for an empty body',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ---|', chunks);
      const subs = '         ^--!';
      const expected = '     ---(t|)';
      expectObservable(source.pipe(collectText({ limit: 10 }))).toBe(expected, { t: '' });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'takes a text of exactly the limit',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c|', chunks);
      const subs = '         ^-----!';
      const expected = '     ------(t|)';
      expectObservable(source.pipe(collectText({ limit: 3 }))).toBe(expected, { t: 'abc' });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails and stops reading at the first character beyond the limit',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c---|', chunks);
      const subs = '         ^----!';
      const expected = '     -----#';
      const tooLong = errorLike({
        type: 'stream',
        reason: 'too_large',
        detail: 'the body is longer than 2 characters (limit)',
      });
      expectObservable(source.pipe(collectText({ limit: 2 }))).toBe(expected, undefined, tooLong);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'closes the body when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--|', chunks);
      const subs = '         ^---!';
      const unsub = '        ^---!';
      const expected = '     -----';
      expectObservable(source.pipe(collectText({ limit: 10 })), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'passes the error of the body and drops what came before it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--#', chunks);
      const subs = '         ^----!';
      const expected = '     -----#';
      expectObservable(source.pipe(collectText({ limit: 10 }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
