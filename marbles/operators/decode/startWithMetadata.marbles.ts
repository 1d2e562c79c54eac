import { range, take } from 'rxjs';
import { startWithMetadata } from '../../../lib/operators/decode/startWithMetadata.js';
import { marbles } from '../../../spec/support/marbles.js';

describe('startWithMetadata', () => {
  it(
    'emits the values together with the first one of the source, and before it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ----a-----b|');
      const subs = '         ^----------!';
      const expected = '     ----(xya)-b|';
      expectObservable(source.pipe(startWithMetadata(['x', 'y']))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'reports nothing where the source fails before its first value',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ----#');
      const subs = '         ^---!';
      const expected = '     ----#';
      expectObservable(source.pipe(startWithMetadata(['x']))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'reports nothing where the source ends before its first value',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ----|');
      const subs = '         ^---!';
      const expected = '     ----|';
      expectObservable(source.pipe(startWithMetadata(['x']))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    "passes the source's error after its first value",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a------#');
      const subs = '         ^-------!';
      const expected = '     -(xa)---#';
      expectObservable(source.pipe(startWithMetadata(['x']))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'passes everything through without metadata',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a--b|');
      const subs = '         ^----!';
      const expected = '     -a--b|';
      expectObservable(source.pipe(startWithMetadata<string>([]))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'leaves the source when the consumer leaves before the first value',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ----a');
      const subs = '         ^--!';
      const unsub = '        ^--!';
      const expected = '     ----';
      expectObservable(source.pipe(startWithMetadata(['x'])), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes when the consumer stops in the middle of the metadata',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b');
      const subs = '         ^-!';
      const expected = '     --(x|)';
      expectObservable(source.pipe(startWithMetadata(['x', 'y']), take(1))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'tells it to every subscriber',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   -a-----b-----|');
      const first = '        ^------------!';
      const second = '       -----^-------!';
      const later = '        -----^';
      const output$ = source.pipe(startWithMetadata(['x']));
      expectObservable(output$).toBe('       -(xa)--b-----|');
      expectObservable(output$, later).toBe('-------(xb)--|');
      expectSubscriptions(source.subscriptions).toBe([first, second]);
    }),
  );

  it(
    'stops a synchronous source when the consumer has enough',
    marbles(({ expectObservable }) => {
      const source = range(0, Infinity);
      const expected = '(xab|)';
      expectObservable(source.pipe(startWithMetadata([-1]), take(3))).toBe(expected, { x: -1, a: 0, b: 1 });
    }),
  );
});
