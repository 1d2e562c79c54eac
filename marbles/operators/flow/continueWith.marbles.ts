import { continueWith } from '../../../lib/operators/flow/continueWith.js';
import { toApiError } from '../../../lib/protocol/errors/toApiError.js';
import { marbles } from '../../../spec/support/marbles.js';

describe('continueWith', () => {
  it(
    'continues with the observable of the first value, and takes no second one',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('   --a--b--|');
      const body = cold('       -x--y|');
      const subs = '          ^------!';
      const bodySubs = '      --^----!';
      const expected = '      ---x--y|';
      expectObservable(source.pipe(continueWith(() => body))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
    }),
  );

  it(
    'goes on after the source has completed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('   --(a|)');
      const body = cold('       -x--y|');
      const subs = '          ^-!';
      const expected = '      ---x--y|';
      expectObservable(source.pipe(continueWith(() => body))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'completes with a source that has no value, and fails with one that fails',
    marbles(({ cold, expectObservable }) => {
      const body = cold('x|');
      expectObservable(cold('--|').pipe(continueWith(() => body))).toBe('--|');
      expectObservable(cold('--#').pipe(continueWith(() => body))).toBe('--#');
    }),
  );

  it(
    'fails with the observable that follows, and with an ApiError of an exception of `next`',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('   --a----|');
      const body = cold('       -#');
      const thrown = cold('   --a----|');
      const error = new Error('no body');
      expectObservable(source.pipe(continueWith(() => body))).toBe('---#');
      expectObservable(
        thrown.pipe(
          continueWith(() => {
            throw error;
          }),
        ),
      ).toBe('--#', undefined, toApiError(error));
      expectSubscriptions(source.subscriptions).toBe('^--!');
      expectSubscriptions(thrown.subscriptions).toBe('^-!');
    }),
  );

  it(
    'unsubscribes from both',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('   --a-------');
      const body = cold('       -x------');
      const unsub = '         -----!';
      expectObservable(source.pipe(continueWith(() => body)), unsub).toBe('---x--');
      expectSubscriptions(source.subscriptions).toBe('^----!');
      expectSubscriptions(body.subscriptions).toBe('--^--!');
    }),
  );
});
