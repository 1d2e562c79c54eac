import { splitLines } from '../../../lib/operators/framing/splitLines.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { bytes } from '../../../lib/testing/wire.js';
import { marbles } from '../../../spec/support/marbles.js';

const chunks = { a: bytes('a\nb'), b: bytes('b\r'), c: bytes('\nc'), x: bytes('a\nlonger\nb\n') };
const lines = { a: 'a', b: 'bb', c: 'c' };

describe('splitLines', () => {
  it(
    'emits a line when its end comes, and the last one when the source ends',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--c--|', chunks);
      const subs = '         ^----------!';
      const expected = '     --a-----b--(c|)';
      expectObservable(source.pipe(splitLines())).toBe(expected, lines);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source at a line that is too long',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --x--a--|', chunks);
      const subs = '         ^-!';
      const expected = '     --(a#)';
      const tooLong = errorLike({
        type: 'stream',
        reason: 'too_large',
        detail: 'a line is longer than 3 characters (maxLineLength)',
      });
      expectObservable(source.pipe(splitLines({ maxLineLength: 3 }))).toBe(expected, lines, tooLong);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    "passes the source's error and drops half a line",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--#', chunks);
      const subs = '         ^----!';
      const expected = '     --a--#';
      expectObservable(source.pipe(splitLines())).toBe(expected, lines);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'keeps half a line per subscription, and unsubscribes from the source with its consumer',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('     --a--b--c--|', chunks);
      const firstSubs = '       ^---!';
      const secondSubs = '      ---^----------!';
      const firstUnsub = '      ^---!';
      const secondUnsub = '     ---^';
      const firstExpected = '   --a--';
      const secondExpected = '  -----a-----b--(c|)';
      const lines$ = source.pipe(splitLines());
      expectObservable(lines$, firstUnsub).toBe(firstExpected, lines);
      expectObservable(lines$, secondUnsub).toBe(secondExpected, lines);
      expectSubscriptions(source.subscriptions).toBe([firstSubs, secondSubs]);
    }),
  );
});
