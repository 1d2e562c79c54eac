import { sseFrames } from '../../../lib/operators/framing/sseFrames.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { bytes } from '../../../lib/testing/wire.js';
import { marbles } from '../../../spec/support/marbles.js';

const chunks = {
  a: bytes('data: a\n\nda'),
  b: bytes('ta: b\n'),
  c: bytes('\n'),
  d: bytes('data: a\n\ndata: b\n\n'),
  j: bytes('data: {"j":1}'),
  p: bytes(': ping\n'),
  r: bytes('data: a\r\r'),
  x: bytes('data: x'),
};
const frames = {
  a: { event: 'message', data: 'a' },
  b: { event: 'message', data: 'b' },
  j: { event: 'message', data: '{"j":1}' },
  p: { event: '', data: 'ping', comment: true },
};

describe('sseFrames', () => {
  it(
    'emits an event at its blank line, however the bytes are cut',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--c--|', chunks);
      const subs = '         ^----------!';
      const expected = '     --a-----b--|';
      expectObservable(source.pipe(sseFrames())).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'emits all events of a chunk at once',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --d------|', chunks);
      const subs = '         ^--------!';
      const expected = '     --(ab)---|';
      expectObservable(source.pipe(sseFrames())).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'emits a whole last event that lacks its blank line at the end',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --j--|', chunks);
      const subs = '         ^----!';
      const expected = '     -----(j|)';
      expectObservable(source.pipe(sseFrames())).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'waits for no further byte where a CR may be half a line end, and takes the other half for no line of its own',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --r--c--|', chunks);
      const subs = '         ^-------!';
      const expected = '     --a-----|';
      expectObservable(source.pipe(sseFrames())).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'emits comments as they arrive, with `comments`',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --p--p--|', chunks);
      const subs = '         ^-------!';
      const expected = '     --p--p--|';
      expectObservable(source.pipe(sseFrames({ comments: true }))).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails and stops reading where an event outgrows the buffer',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --d--x--x--|', chunks);
      const subs = '         ^-------!';
      const expected = '     --(ab)--#';
      const tooLong = errorLike({
        type: 'stream',
        reason: 'too_large',
        detail: 'a server-sent event is longer than 10 characters (maxBufferSize)',
      });
      expectObservable(source.pipe(sseFrames({ maxBufferSize: 10 }))).toBe(expected, frames, tooLong);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--c--|', chunks);
      const subs = '         ^-----!';
      const unsub = '        ^-----!';
      const expected = '     --a----';
      expectObservable(source.pipe(sseFrames()), unsub).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    "passes the source's error and drops an event that is not whole",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --j--#', chunks);
      const subs = '         ^----!';
      const expected = '     -----#';
      expectObservable(source.pipe(sseFrames())).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
