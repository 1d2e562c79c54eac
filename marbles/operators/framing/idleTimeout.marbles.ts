import { expect } from 'chai';
import { spy } from 'sinon';
import { idleTimeout } from '../../../lib/operators/framing/idleTimeout.js';
import { sseFrames } from '../../../lib/operators/framing/sseFrames.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { bytes } from '../../../lib/testing/wire.js';
import { marbles } from '../../../spec/support/marbles.js';

const idle = errorLike({ type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' });

describe('idleTimeout', () => {
  it(
    'fails after a silence of 5 ms, and unsubscribes from its source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b----------');
      const subs = '         ^---------!';
      const expected = '     --a--b----#';
      expectObservable(source.pipe(idleTimeout(5))).toBe(expected, undefined, idle);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails when nothing ever comes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -------a');
      const subs = '         ^----!';
      const expected = '     -----#';
      expectObservable(source.pipe(idleTimeout(5))).toBe(expected, undefined, idle);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails when the last value came but the end does not',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-------|');
      const subs = '         ^-----!';
      const expected = '     -a----#';
      expectObservable(source.pipe(idleTimeout(5))).toBe(expected, undefined, idle);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'passes values that come in time, and the end',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ----a----b----c----|');
      const subs = '         ^------------------!';
      const expected = '     ----a----b----c----|';
      expectObservable(source.pipe(idleTimeout(5))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'counts from the last of many values, not from the first',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -abcd------');
      const subs = '         ^--------!';
      const expected = '     -abcd----#';
      expectObservable(source.pipe(idleTimeout(5))).toBe(expected, undefined, idle);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'starts its clock at every subscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('     --a----------');
      const firstSubs = '       ^------!';
      const secondSubs = '      ----^------!';
      const firstUnsub = '      ^';
      const secondUnsub = '     ----^';
      const firstExpected = '   --a----#';
      const secondExpected = '  ------a----#';
      const values$ = source.pipe(idleTimeout(5));
      expectObservable(values$, firstUnsub).toBe(firstExpected, undefined, idle);
      expectObservable(values$, secondUnsub).toBe(secondExpected, undefined, idle);
      expectSubscriptions(source.subscriptions).toBe([firstSubs, secondSubs]);
    }),
  );

  it(
    'fails with the given detail',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ------');
      const subs = '         ^----!';
      const expected = '     -----#';
      const detail = 'idle timeout waiting for the body';
      expectObservable(source.pipe(idleTimeout(5, { detail }))).toBe(expected, undefined, errorLike({ detail }));
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'stops its clock when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a----------');
      const subs = '         ^----!';
      const unsub = '        ^----!';
      const expected = '     --a---';
      expectObservable(source.pipe(idleTimeout(5)), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'leaves no timer behind when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const schedule = spy(scheduler, 'schedule');
      const source = cold('  -a---');
      const subs = '         ^--!';
      const unsub = '        ^--!';
      const expected = '     -a--';
      expectObservable(source.pipe(idleTimeout(5, { scheduler })), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      const alarms = schedule.getCalls().filter(({ args }) => args[1] === 5);
      expect(alarms.map(({ returnValue }) => returnValue.closed)).to.deep.equal([true]);
    }),
  );

  it(
    "passes the source's error",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--#');
      const subs = '         ^----!';
      const expected = '     --a--#';
      expectObservable(source.pipe(idleTimeout(5))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'measures with the scheduler that it is given',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const schedule = spy(scheduler, 'schedule');
      const source = cold('  --a------');
      const subs = '         ^------!';
      const expected = '     --a----#';
      expectObservable(source.pipe(idleTimeout(5, { scheduler }))).toBe(expected, undefined, idle);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(schedule.getCalls().flatMap(({ args }) => (args[1] === 5 ? [args[1]] : []))).to.deep.equal([5]);
    }),
  );

  it(
    'measures the silence of frames: a comment counts where it is emitted',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const frames = { p: { event: '', data: 'ping', comment: true } };
      const source = cold('  --p---p---p------', { p: bytes(': ping\n\n') });
      const subs = '         ^--------------!';
      const expected = '     --p---p---p----#';
      const alive$ = source.pipe(sseFrames({ comments: true }), idleTimeout(5));
      expectObservable(alive$).toBe(expected, frames, idle);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'measures the silence of frames: a comment that is left out does not count',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --p---p---p------', { p: bytes(': ping\n\n') });
      const subs = '         ^----!';
      const expected = '     -----#';
      expectObservable(source.pipe(sseFrames(), idleTimeout(5))).toBe(expected, undefined, idle);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
