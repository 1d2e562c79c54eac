import { NEVER } from 'rxjs';
import { Mutex } from '../../../lib/operators/flow/Mutex.js';
import { exclusive } from '../../../lib/operators/flow/exclusive.js';
import { marbles } from '../../../spec/support/marbles.js';

describe('exclusive', () => {
  it(
    'subscribes at once while the lock is free',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--|');
      const subs = '         ^----!';
      const expected = '     --a--|';
      expectObservable(source.pipe(exclusive(new Mutex()))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'subscribes when those who came before have ended, one after the other',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const mutex = new Mutex();
      const first = cold('   --a---b|');
      const second = cold('         --c|');
      const third = cold('             -d-|');
      const firstSubs = '    ^------!';
      const secondSubs = '   -------^--!';
      const thirdSubs = '    ----------^--!';
      expectObservable(first.pipe(exclusive(mutex))).toBe('  --a---b|');
      expectObservable(second.pipe(exclusive(mutex))).toBe(' ---------c|');
      expectObservable(third.pipe(exclusive(mutex))).toBe('  -----------d-|');
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      expectSubscriptions(third.subscriptions).toBe(thirdSubs);
    }),
  );

  it(
    'releases the lock at an error',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const mutex = new Mutex();
      const first = cold('  --#');
      const second = cold('   -b|');
      const third = cold('      -c|');
      const secondSubs = '  --^-!';
      const thirdSubs = '   ----^-!';
      expectObservable(first.pipe(exclusive(mutex))).toBe('  --#');
      expectObservable(second.pipe(exclusive(mutex))).toBe(' ---b|');
      expectObservable(third.pipe(exclusive(mutex))).toBe('  -----c|');
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      expectSubscriptions(third.subscriptions).toBe(thirdSubs);
    }),
  );

  it(
    'releases the lock, and unsubscribes from the source, when its holder unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const mutex = new Mutex();
      const first = cold('   --a--a--a');
      const second = cold('      -b|');
      const firstSubs = '    ^---!';
      const secondSubs = '   ----^-!';
      const unsub = '        ^---!';
      expectObservable(first.pipe(exclusive(mutex)), unsub).toBe('--a--');
      expectObservable(second.pipe(exclusive(mutex))).toBe('     -----b|');
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'never subscribes to the source of a consumer that unsubscribes the queue, and continues with the next',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const mutex = new Mutex();
      const first = cold('   ------|');
      const second = cold('  -b|');
      const third = cold('         -c|');
      const thirdSubs = '    ------^-!';
      const unsub = '        ^--!';
      expectObservable(first.pipe(exclusive(mutex))).toBe('        ------|');
      expectObservable(second.pipe(exclusive(mutex)), unsub).toBe('----');
      expectObservable(third.pipe(exclusive(mutex))).toBe('        -------c|');
      expectSubscriptions(second.subscriptions).toBe([]);
      expectSubscriptions(third.subscriptions).toBe(thirdSubs);
    }),
  );

  it(
    'unsubscribes from a source that had to wait, when its consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const mutex = new Mutex();
      const first = cold('   --|');
      const second = cold('    --b--b');
      const third = cold('         -c|');
      const secondSubs = '   --^---!';
      const thirdSubs = '    ------^-!';
      const unsub = '        ^-----!';
      expectObservable(first.pipe(exclusive(mutex))).toBe('        --|');
      expectObservable(second.pipe(exclusive(mutex)), unsub).toBe('----b--');
      expectObservable(third.pipe(exclusive(mutex))).toBe('        -------c|');
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      expectSubscriptions(third.subscriptions).toBe(thirdSubs);
    }),
  );

  it(
    'makes nobody wait for a lock that was released',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const mutex = new Mutex();
      const first = cold('   --|');
      const later = hot('    ----a-b|');
      const laterSubs = '    -----^-!';
      const subscribed = '   -----^';
      expectObservable(first.pipe(exclusive(mutex))).toBe('             --|');
      expectObservable(later.pipe(exclusive(mutex)), subscribed).toBe('------b|');
      expectSubscriptions(later.subscriptions).toBe(laterSubs);
    }),
  );

  it(
    'makes the next one wait for until, however the source ended',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const mutex = new Mutex();
      const first = cold('   --|');
      const second = cold('       --b');
      const third = cold('                -#');
      const fourth = cold('                   -d|');
      const until = cold('     ---x|');
      const secondSubs = '   ------^---!';
      const thirdSubs = '    --------------^!';
      const fourthSubs = '   -------------------^-!';
      const unsub = '        ^---------!';
      expectObservable(first.pipe(exclusive(mutex, { until }))).toBe('          --|');
      expectObservable(second.pipe(exclusive(mutex, { until })), unsub).toBe('  --------b');
      expectObservable(third.pipe(exclusive(mutex, { until }))).toBe('          ---------------#');
      expectObservable(fourth.pipe(exclusive(mutex))).toBe('                    --------------------d|');
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      expectSubscriptions(third.subscriptions).toBe(thirdSubs);
      expectSubscriptions(fourth.subscriptions).toBe(fourthSubs);
      expectSubscriptions(until.subscriptions).toBe([
        '                    --^---!',
        '                    ----------^---!',
        '                    ---------------^---!',
      ]);
    }),
  );

  it(
    'waits anew with every subscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a|');
      const first = '        ^--!';
      const second = '       ---^--!';
      const output$ = source.pipe(exclusive(new Mutex()));
      expectObservable(output$).toBe('--a|');
      expectObservable(output$).toBe('-----a|');
      expectSubscriptions(source.subscriptions).toBe([first, second]);
    }),
  );

  it(
    'keeps nobody waiting who uses another mutex',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a|');
      const subs = '         ^--!';
      const expected = '     --a|';
      expectObservable(NEVER.pipe(exclusive(new Mutex()))).toBe('-');
      expectObservable(source.pipe(exclusive(new Mutex()))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
