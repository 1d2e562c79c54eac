import { expect } from 'chai';
import { animationFrameScheduler, concat, from, NEVER, take } from 'rxjs';
import { spy } from 'sinon';
import { coalesce } from '../../../lib/operators/answer/coalesce.js';
import { marbles } from '../../../spec/support/marbles.js';

const onFrames = { scheduler: animationFrameScheduler };

describe('coalesce', () => {
  it(
    'lets the first value pass at once, and then the latest of every frame',
    marbles(({ animate, cold, expectObservable, expectSubscriptions }) => {
      animate('              ----x----x----x----x----x');
      const source = cold('  a-bc--d---------e-|    ');
      const subs = '         ^-----------------!    ';
      const expected = '     a---c----d------e-|    ';
      expectObservable(source.pipe(coalesce(onFrames))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'gives all of a frame in a list',
    marbles(({ animate, cold, expectObservable, expectSubscriptions }) => {
      animate('              ----x----x----x----x----x');
      const source = cold('  a-bc--d---------e-|    ');
      const subs = '         ^-----------------!    ';
      const expected = '     a---b----d------e-|    ';
      const batches = { a: ['a'], b: ['b', 'c'], d: ['d'], e: ['e'] };
      expectObservable(source.pipe(coalesce({ ...onFrames, keep: 'all' }))).toBe(expected, batches);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'gives what it holds before the end, and before an error',
    marbles(({ animate, cold, expectObservable, expectSubscriptions }) => {
      animate('               --------x');
      const ending = cold('   a-b-|    ');
      const failing = cold('  a-b-#    ');
      const subs = '          ^---!    ';
      expectObservable(ending.pipe(coalesce(onFrames))).toBe(' a---(b|)');
      expectObservable(failing.pipe(coalesce(onFrames))).toBe('a---(b#)');
      expectObservable(ending.pipe(coalesce({ ...onFrames, keep: 'all' }))).toBe('a---(b|)', { a: ['a'], b: ['b'] });
      expectSubscriptions(ending.subscriptions).toBe([subs, subs]);
      expectSubscriptions(failing.subscriptions).toBe(subs);
    }),
  );

  it(
    'waits for no frame where there is none, but for maxWait',
    marbles(({ animate, cold, expectObservable, expectSubscriptions }) => {
      animate('              ------------------------');
      const source = cold('  ab---------c----------d-');
      const subs = '         ^-----------------------';
      const expected = '     a---------b---------c---------d';
      expectObservable(source.pipe(coalesce({ ...onFrames, maxWait: 10 }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'holds no more than it may',
    marbles(({ animate, cold, expectObservable, expectSubscriptions }) => {
      animate('              ---------x');
      const source = cold('  a-b-c-d--|');
      const subs = '         ^--------!';
      const expected = '     a---b----(d|)';
      const batches = { a: ['a'], b: ['b', 'c'], d: ['d'] };
      expectObservable(source.pipe(coalesce({ ...onFrames, keep: 'all', maxSize: 2 }))).toBe(expected, batches);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'has frames of 16 ms where nothing is drawn',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ab-c 20ms d--|');
      const subs = '         ^---- 20ms --!';
      const expected = '     a 15ms c 10ms (d|)';
      expectObservable(source.pipe(coalesce())).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source and cancels its frame when the consumer unsubscribes',
    marbles(({ animate, cold, expectObservable, expectSubscriptions }) => {
      animate('              -----x');
      const source = cold('  a-b---');
      const subs = '         ^--!  ';
      const unsub = '        ^--!  ';
      const expected = '     a---  ';
      expectObservable(source.pipe(coalesce(onFrames)), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'leaves no timer behind when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const schedule = spy(scheduler, 'schedule');
      const source = cold('  a-b---');
      const subs = '         ^--!  ';
      const unsub = '        ^--!  ';
      const expected = '     a---  ';
      const values$ = source.pipe(coalesce({ scheduler, waitScheduler: scheduler, maxWait: 40 }));
      expectObservable(values$, unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      const timers = schedule.getCalls().filter(({ args }) => args[1] === 16 || args[1] === 40);
      expect(timers.map(({ returnValue }) => returnValue.closed)).to.deep.equal([true, true]);
    }),
  );

  it(
    'unsubscribes from the source when the consumer has enough',
    marbles(({ animate, cold, expectObservable, expectSubscriptions }) => {
      animate('              ----x----');
      const source = cold('  a-b------');
      const subs = '         ^---!    ';
      const expected = '     a---(b|) ';
      expectObservable(source.pipe(coalesce(onFrames), take(2))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'takes a synchronous source',
    marbles(({ animate, expectObservable }) => {
      animate('----x----');
      expectObservable(concat(from(['a', 'b', 'c']), NEVER).pipe(coalesce(onFrames))).toBe('a---c');
      expectObservable(from(['a', 'b', 'c']).pipe(coalesce(onFrames))).toBe('(ac|)');
    }),
  );
});
