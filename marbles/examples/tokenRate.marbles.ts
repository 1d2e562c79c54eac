import { tokenRate } from '../../examples/chat/page/tokenRate.js';
import { marbles } from '../../spec/support/marbles.js';

describe('examples/chat: tokenRate', () => {
  it(
    'counts what comes, per second, and says what was left at the end',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-a-a----a-|');
      const subs = '         ^-----------!';
      const expected = '     ----x---y---(z|)';
      const rates = { x: [500], y: [500, 250], z: [500, 250, 250] };
      expectObservable(source.pipe(tokenRate({ every: 4 }))).toBe(expected, rates);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'keeps the last counts only, and tells of silence too',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a---------');
      const subs = '         ^---------!';
      const expected = '     --x-y-z-z--';
      const rates = { x: [500], y: [500, 0], z: [0, 0] };
      expectObservable(source.pipe(tokenRate({ every: 2, samples: 2 })), subs).toBe(expected, rates);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
