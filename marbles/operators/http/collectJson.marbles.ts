import { collectJson } from '../../../lib/operators/http/collectJson.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { bytes } from '../../../lib/testing/wire.js';
import { marbles } from '../../../spec/support/marbles.js';

const chunks = { a: bytes('{"a"'), b: bytes(': 1}') };

describe('collectJson', () => {
  it(
    'emits the parsed body when it ends',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--|', chunks);
      const subs = '         ^-------!';
      const expected = '     --------(v|)';
      expectObservable(source.pipe(collectJson({ limit: 1000 }))).toBe(expected, { v: { a: 1 } });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails at the end of a body that is cut off',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--|', chunks);
      const subs = '         ^----!';
      const expected = '     -----#';
      const cut = errorLike({ type: 'stream', reason: 'not_json', detail: 'expected JSON, but the body begins: {"a"' });
      expectObservable(source.pipe(collectJson({ limit: 1000 }))).toBe(expected, undefined, cut);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'names what could not be read, where its name is given',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--|', chunks);
      const subs = '         ^----!';
      const expected = '     -----#';
      const cut = errorLike({
        type: 'stream',
        reason: 'not_json',
        detail: 'failed to decode models response: expected JSON, but the body begins: {"a"',
      });
      const json$ = source.pipe(collectJson({ limit: 1000, what: 'models response' }));
      expectObservable(json$).toBe(expected, undefined, cut);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'stops reading a body that is longer than the limit',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--|', chunks);
      const subs = '         ^----!';
      const expected = '     -----#';
      const tooLong = errorLike({
        type: 'stream',
        reason: 'too_large',
        detail: 'the body is longer than 7 characters (limit)',
      });
      expectObservable(source.pipe(collectJson({ limit: 7 }))).toBe(expected, undefined, tooLong);
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
      expectObservable(source.pipe(collectJson({ limit: 1000 })), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'passes the error of the body',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--#', chunks);
      const subs = '         ^----!';
      const expected = '     -----#';
      expectObservable(source.pipe(collectJson({ limit: 1000 }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
