import { limitSize } from '../../../lib/operators/framing/limitSize.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import type { SseFrame } from '../../../lib/protocol/SseFrame.js';
import { marbles } from '../../../spec/support/marbles.js';

const frames: Readonly<Record<string, SseFrame>> = {
  a: { event: 'message', data: 'ab' },
  b: { event: 'message', data: 'cd' },
  c: { event: '', data: 'a comment', comment: true },
  d: { event: 'message', data: 'e' },
};
const tooLarge = apiError({
  type: 'stream',
  reason: 'too_large',
  detail: 'the answer is longer than 4 characters (maxAnswerSize)',
});

describe('limitSize', () => {
  it(
    'fails at the frame that exceeds the limit, and leaves the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--d--a--|', frames);
      const subs = '         ^-------!';
      const expected = '     --a--b--#';
      expectObservable(source.pipe(limitSize(4))).toBe(expected, frames, tooLarge);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'does not count comments',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--c--b--|', frames);
      const subs = '         ^----------!';
      const expected = '     --a--c--b--|';
      expectObservable(source.pipe(limitSize(4))).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'counts each subscription separately',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--|', frames);
      const limited = source.pipe(limitSize(4));
      const expected = '     --a--b--|';
      expectObservable(limited).toBe(expected, frames);
      expectObservable(limited).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(['^-------!', '^-------!']);
    }),
  );
});
