import { mapErrors } from '../../../lib/operators/flow/mapErrors.js';
import { toApiError } from '../../../lib/protocol/errors/toApiError.js';
import { marbles } from '../../../spec/support/marbles.js';

const first = new Error('first');
const second = new Error('second');

describe('mapErrors', () => {
  it(
    'replaces the error and nothing else',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a-b--#', undefined, first);
      const subs = '         ^------!';
      const expected = '     --a-b--#';
      expectObservable(source.pipe(mapErrors(() => second))).toBe(expected, undefined, second);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails with an ApiError of what the function throws',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --#', undefined, first);
      const subs = '         ^-!';
      const expected = '     --#';
      const throwing = mapErrors<string>(() => {
        throw second;
      });
      expectObservable(source.pipe(throwing)).toBe(expected, undefined, toApiError(second));
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'completes with the source, and unsubscribes from it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const whole = cold('   --a--|');
      expectObservable(whole.pipe(mapErrors(() => second))).toBe('--a--|');
      expectSubscriptions(whole.subscriptions).toBe('^----!');
      const left = cold('    --a--b--|');
      expectObservable(left.pipe(mapErrors(() => second)), '^---!').toBe('--a');
      expectSubscriptions(left.subscriptions).toBe('^---!');
    }),
  );
});
