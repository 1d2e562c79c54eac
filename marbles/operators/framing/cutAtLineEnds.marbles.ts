import { map } from 'rxjs';
import { cutAtLineEnds } from '../../../lib/operators/framing/cutAtLineEnds.js';
import { bytes } from '../../../lib/testing/wire.js';
import { marbles } from '../../../spec/support/marbles.js';

const chunks = {
  a: bytes('a\nb'),
  c: bytes('c\n'),
  d: bytes('d'),
  r: bytes('e\r'),
};
const asText = map((piece: Uint8Array) => new TextDecoder().decode(piece));

describe('cutAtLineEnds', () => {
  it(
    'holds the beginning of a line back until its end comes, and gives the rest at the end',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a---c--d--|', chunks);
      const subs = '         ^-----------!';
      const expected = '     --a---c-----(d|)';
      expectObservable(source.pipe(cutAtLineEnds(), asText)).toBe(expected, { a: 'a\n', c: 'bc\n', d: 'd' });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'waits for no LF where a CR ends the line',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --d---r--|', chunks);
      const subs = '         ^--------!';
      const expected = '     ------r--|';
      expectObservable(source.pipe(cutAtLineEnds(), asText)).toBe(expected, { r: 'de\r' });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'passes the beginning of a line on when it is longer than may be held',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --d--d--d--|', chunks);
      const subs = '         ^----------!';
      const expected = '     --------d--|';
      expectObservable(source.pipe(cutAtLineEnds({ holdAtMost: 2 }), asText)).toBe(expected, { d: 'ddd' });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    "passes the source's error and drops the beginning of a line",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --d--#', chunks);
      const subs = '         ^----!';
      const expected = '     -----#';
      expectObservable(source.pipe(cutAtLineEnds(), asText)).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes, and holds nothing back for the next one',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('    --d--c--|', chunks);
      const firstSubs = '      ^--!';
      const secondSubs = '     ---------^-------!';
      const firstUnsub = '     ^--!';
      const secondUnsub = '    ---------^';
      const firstExpected = '  ----';
      const secondExpected = ' --------------c--|';
      const lines$ = source.pipe(cutAtLineEnds(), asText);
      expectObservable(lines$, firstUnsub).toBe(firstExpected);
      expectObservable(lines$, secondUnsub).toBe(secondExpected, { c: 'dc\n' });
      expectSubscriptions(source.subscriptions).toBe([firstSubs, secondSubs]);
    }),
  );
});
