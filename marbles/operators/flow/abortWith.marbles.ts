import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { isObservable } from 'rxjs';
import { abortWith } from '../../../lib/operators/flow/abortWith.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const aborted = errorLike({
  type: 'transport',
  error: { type: 'network', detail: 'aborted by the signal', code: 'ABORT_ERR' },
});
const listenersOf = ({ signal }: AbortController) => getEventListeners(signal, 'abort').length;

describe('abortWith', () => {
  it(
    'ends the source with an error when the signal fires',
    marbles(({ cold, time, expectObservable, expectSubscriptions }, scheduler) => {
      const controller = new AbortController();
      const source = cold('  --a--b-----c--');
      const abort = time('   --------|');
      const subs = '         ^-------!';
      const expected = '     --a--b--#';
      scheduler.schedule(() => controller.abort(), abort);
      expectObservable(source.pipe(abortWith(controller.signal))).toBe(expected, undefined, aborted);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'keeps the reason of the signal as the cause',
    marbles(({ cold, time, expectObservable, expectSubscriptions }, scheduler) => {
      const controller = new AbortController();
      const reason = new Error('the user pressed stop');
      const source = cold('  --a----');
      const abort = time('   ---|');
      const subs = '         ^--!';
      const expected = '     --a#';
      scheduler.schedule(() => controller.abort(reason), abort);
      expectObservable(source.pipe(abortWith(controller.signal))).toBe(
        expected,
        undefined,
        errorLike({ cause: reason }),
      );
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'does not subscribe to the source when the signal has fired already',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--|');
      const expected = '     #';
      expectObservable(source.pipe(abortWith(AbortSignal.abort()))).toBe(expected, undefined, aborted);
      expectSubscriptions(source.subscriptions).toBe([]);
    }),
  );

  for (const [signal, got] of [
    ['now', 'a string'],
    [7, 'a number'],
    [{}, 'an object of another kind'],
    [null, 'null'],
  ] as const)
    it(
      `fails with a build error for ${JSON.stringify(signal)}, which plain JavaScript may pass for a signal`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  --a--|');
        const expected = '     #';
        const refused = errorLike({
          type: 'transport',
          error: {
            type: 'build',
            detail: `options.signal must be an AbortSignal, got ${got}`,
          },
        });
        const passed: unknown = Reflect.apply(abortWith, undefined, [signal]);
        const output: unknown = typeof passed === 'function' ? Reflect.apply(passed, undefined, [source]) : undefined;
        if (!isObservable(output)) throw new Error('no observable');
        expectObservable(output).toBe(expected, undefined, refused);
        expectSubscriptions(source.subscriptions).toBe([]);
      }),
    );

  it(
    'ends all calls that share a signal, with one listener between them',
    marbles(({ cold, time, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const controller = new AbortController();
      const source = cold('  --a--b-----c--');
      const abort = time('   --------|');
      const subs = ['        ^-------!', '---^----!'];
      const expected = '     --a--b--#';
      const later = '        -----a--#';
      const shared$ = source.pipe(abortWith(controller.signal));
      scheduler.schedule(() => {
        expect(listenersOf(controller)).to.equal(1);
        controller.abort();
      }, abort);
      expectObservable(shared$).toBe(expected, undefined, aborted);
      expectObservable(shared$, '---^').toBe(later, undefined, aborted);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(listenersOf(controller)).to.equal(0);
    }),
  );

  it(
    'changes nothing without a signal',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--|');
      const subs = '         ^----!';
      const expected = '     --a--|';
      expectObservable(source.pipe(abortWith(undefined))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'lets go of a signal that never fires when the source ends',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const controller = new AbortController();
      const source = cold('  --a--|');
      const subs = '         ^----!';
      const expected = '     --a--|';
      expectObservable(source.pipe(abortWith(controller.signal))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(listenersOf(controller)).to.equal(0);
    }),
  );

  it(
    'unsubscribes from the source and the signal when the consumer unsubscribes',
    marbles(({ cold, time, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const controller = new AbortController();
      const listening: number[] = [];
      const source = cold('  --a--b--c--');
      const look = time('    ---|');
      const subs = '         ^-----!';
      const unsub = '        ^-----!';
      const expected = '     --a--b-';
      scheduler.schedule(() => listening.push(listenersOf(controller)), look);
      expectObservable(source.pipe(abortWith(controller.signal)), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect([...listening, listenersOf(controller)]).to.deep.equal([1, 0]);
    }),
  );

  it(
    "passes the source's error and lets go of the signal",
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const controller = new AbortController();
      const source = cold('  --a--#');
      const subs = '         ^----!';
      const expected = '     --a--#';
      expectObservable(source.pipe(abortWith(controller.signal))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(listenersOf(controller)).to.equal(0);
    }),
  );
});
