import { decodeText } from '../../../lib/operators/framing/decodeText.js';
import { bytes } from '../../../lib/testing/wire.js';
import { marbles } from '../../../spec/support/marbles.js';

const chunks = { a: new Uint8Array([0x68, 0xc3]), b: new Uint8Array([0xa9]), c: bytes('!') };

describe('decodeText', () => {
  it(
    'emits a character when its last byte comes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a---b--|', chunks);
      const subs = '         ^--------!';
      const expected = '     --h---é--|';
      expectObservable(source.pipe(decodeText())).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'emits a character that never became whole as U+FFFD at the end',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a---|', chunks);
      const subs = '         ^-----!';
      const expected = '     --h---(x|)';
      expectObservable(source.pipe(decodeText())).toBe(expected, { h: 'h', x: '\uFFFD' });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes in the middle of a character',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a---b--|', chunks);
      const subs = '         ^---!';
      const unsub = '        ^---!';
      const expected = '     --h--';
      expectObservable(source.pipe(decodeText()), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    "passes the source's error and drops half a character",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--#', chunks);
      const subs = '         ^----!';
      const expected = '     --h--#';
      expectObservable(source.pipe(decodeText())).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'keeps the rest of a character apart for every subscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('     --a---b--|', chunks);
      const firstSubs = '       ^--!';
      const secondSubs = '      ----^--------!';
      const firstUnsub = '      ^--!';
      const secondUnsub = '     ----^';
      const firstExpected = '   --h';
      const secondExpected = '  ------h---é--|';
      const text$ = source.pipe(decodeText());
      expectObservable(text$, firstUnsub).toBe(firstExpected);
      expectObservable(text$, secondUnsub).toBe(secondExpected);
      expectSubscriptions(source.subscriptions).toBe([firstSubs, secondSubs]);
    }),
  );
});
