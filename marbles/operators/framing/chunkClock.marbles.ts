import { expect } from 'chai';
import { asyncScheduler, map, mergeMap, of, type SchedulerLike } from 'rxjs';
import { chunkClock } from '../../../lib/operators/framing/chunkClock.js';
import { idleTimeout } from '../../../lib/operators/framing/idleTimeout.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

/** A scheduler whose time goes on by one with every look. */
const ticking = (): SchedulerLike & { readonly looks: number } => {
  let looks = 0;
  return {
    now: () => ++looks,
    schedule: () => {
      throw new Error('nothing is scheduled here');
    },
    get looks() {
      return looks;
    },
  };
};

describe('chunkClock', () => {
  it(
    'stands still while a chunk is on its way, and goes on with the next',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a-----b--|', { a: ['x', 'y', 'z'], b: ['u'] });
      const subs = '         ^----------!';
      const expected = '     --(xyz)-u--|';
      const scheduler = ticking();
      const clock = chunkClock(scheduler);
      const times$ = clock.pace(source).pipe(
        mergeMap((each) => of(...each)),
        map(() => clock.now()),
      );
      expectObservable(times$).toBe(expected, { x: 1, y: 1, z: 1, u: 2 });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it('is not read for a chunk whose time is not used', () => {
    const scheduler = ticking();
    const clock = chunkClock(scheduler);
    of('a', 'b').pipe(clock.pace).subscribe();
    expect(scheduler.looks).to.equal(0);
  });

  it('is the time itself between chunks', () => {
    const clock = chunkClock(ticking());
    of('a')
      .pipe(
        clock.pace,
        map(() => clock.now()),
      )
      .subscribe();
    expect([clock.now(), clock.now()]).to.deep.equal([2, 3]);
  });

  it(
    'measures silence from the chunk that brought the last value',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a---a------', { a: ['x', 'y'] });
      const subs = '         ^----------!';
      const expected = '     --(xy)(xy)-#';
      const clock = chunkClock(asyncScheduler);
      const values$ = clock.pace(source).pipe(
        mergeMap((each) => of(...each)),
        idleTimeout(5, { scheduler: clock }),
      );
      expectObservable(values$).toBe(expected, undefined, errorLike({ type: 'stream' }));
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
