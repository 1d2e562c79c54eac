import { untilDone } from '../../../lib/operators/framing/untilDone.js';
import type { SseFrame } from '../../../lib/protocol/SseFrame.js';
import { marbles } from '../../../spec/support/marbles.js';

const frames: Readonly<Record<string, SseFrame>> = {
  a: { event: 'message', data: '{"a":1}' },
  b: { event: 'message', data: '{"text":"[DONE]"}' },
  c: { event: '', data: '[DONE]', comment: true },
  d: { event: 'message', data: '[DONE]' },
};

describe('untilDone', () => {
  it(
    'completes at the sentinel and hangs up, without waiting for the end',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--d----', frames);
      const subs = '         ^-------!';
      const expected = '     --a--b--|';
      expectObservable(source.pipe(untilDone())).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'completes with the source where no sentinel comes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--|', frames);
      const subs = '         ^----!';
      const expected = '     --a--|';
      expectObservable(source.pipe(untilDone())).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'does not take a comment for the sentinel',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --c--a--|', frames);
      const subs = '         ^-------!';
      const expected = '     --c--a--|';
      expectObservable(source.pipe(untilDone())).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--d----', frames);
      const subs = '         ^---!';
      const unsub = '        ^---!';
      const expected = '     --a--';
      expectObservable(source.pipe(untilDone()), unsub).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    "passes the source's error",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--#', frames);
      const subs = '         ^----!';
      const expected = '     --a--#';
      expectObservable(source.pipe(untilDone())).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  describe('inclusive', () => {
    it(
      'emits the sentinel as the last frame, and hangs up',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  --a--b--d--a--', frames);
        const subs = '         ^-------!';
        const expected = '     --a--b--(d|)';
        expectObservable(source.pipe(untilDone({ inclusive: true }))).toBe(expected, frames);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      'emits nothing more where no sentinel comes',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  --a--c--|', frames);
        const subs = '         ^-------!';
        const expected = '     --a--c--|';
        expectObservable(source.pipe(untilDone({ inclusive: true }))).toBe(expected, frames);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      'unsubscribes from the source when the consumer unsubscribes before it',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  --a--d', frames);
        const subs = '         ^---!';
        const unsub = '        ^---!';
        const expected = '     --a--';
        expectObservable(source.pipe(untilDone({ inclusive: true })), unsub).toBe(expected, frames);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      "passes the source's error",
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  --a--#', frames);
        const subs = '         ^----!';
        const expected = '     --a--#';
        expectObservable(source.pipe(untilDone({ inclusive: true }))).toBe(expected, frames);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );
  });
});
