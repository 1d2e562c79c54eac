import { expect } from 'chai';
import { NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { Mutex } from '../../../lib/operators/flow/Mutex.js';
import { exclusive } from '../../../lib/operators/flow/exclusive.js';
import { syncOutcome } from '../syncOutcome.js';

/** A source that never ends, and writes down when it is subscribed and when it is left. */
const noted = (log: string[], name: string): Observable<never> =>
  new Observable(() => {
    log.push(`${name} begins`);
    return () => log.push(`${name} ends`);
  });

const fail = () => expect.fail('no error was expected');

describe('exclusive', () => {
  it('passes the notifications of the source', () => {
    const error = new Error('lost');
    const mutex = new Mutex();
    expect(syncOutcome(of(1, 2).pipe(exclusive(mutex)))).to.deep.equal({ values: [1, 2], end: 'complete' });
    expect(syncOutcome(throwError(() => error).pipe(exclusive(mutex)))).to.deep.equal({
      values: [],
      end: 'error',
      error,
    });
    expect(syncOutcome(of(3).pipe(exclusive(mutex))).values).to.deep.equal([3]);
  });

  it('lets synchronous sources follow each other', () => {
    const mutex = new Mutex();
    const first = new Subject<number>();
    const seen: number[] = [];
    for (const source of [first, of(2), throwError(() => new Error('third')), of(4)])
      source.pipe(exclusive(mutex)).subscribe({ next: (value) => seen.push(value), error: () => seen.push(3) });
    expect(seen).to.deep.equal([]);
    first.next(1);
    first.complete();
    expect(seen).to.deep.equal([1, 2, 3, 4]);
  });

  it('unsubscribes from the source before the next one holds the lock', () => {
    const mutex = new Mutex();
    const log: string[] = [];
    const first = noted(log, 'first').pipe(exclusive(mutex)).subscribe({ error: fail });
    noted(log, 'second').pipe(exclusive(mutex)).subscribe({ error: fail });
    first.unsubscribe();
    expect(log).to.deep.equal(['first begins', 'first ends', 'second begins']);
  });

  it('waits for everybody who came before, also while it holds the lock', () => {
    const mutex = new Mutex();
    const order: string[] = [];
    const first = new Subject<string>();
    const ask = (name: string, source: Observable<string>) =>
      source
        .pipe(exclusive(mutex))
        .subscribe({ next: (value) => order.push(value), complete: () => order.push(name), error: fail });
    first
      .pipe(exclusive(mutex))
      .subscribe({ next: () => ask('inner', of('i')), complete: () => order.push('first'), error: fail });
    ask('second', of('s'));
    first.next('go');
    expect(order).to.deep.equal([]);
    first.complete();
    expect(order).to.deep.equal(['first', 's', 'second', 'i', 'inner']);
  });

  it('releases the lock once, however often its holder unsubscribes', () => {
    const mutex = new Mutex();
    const log: string[] = [];
    const first = NEVER.pipe(exclusive(mutex)).subscribe({ error: fail });
    noted(log, 'second').pipe(exclusive(mutex)).subscribe({ error: fail });
    noted(log, 'third').pipe(exclusive(mutex)).subscribe({ error: fail });
    first.unsubscribe();
    first.unsubscribe();
    expect(log).to.deep.equal(['second begins']);
  });

  it('leaves a source before the next one begins, also one that had to wait', () => {
    const mutex = new Mutex();
    const log: string[] = [];
    const users = ['first', 'second', 'third'].map((name) =>
      noted(log, name).pipe(exclusive(mutex)).subscribe({ error: fail }),
    );
    for (const user of users) user.unsubscribe();
    expect(log).to.deep.equal([
      'first begins',
      'first ends',
      'second begins',
      'second ends',
      'third begins',
      'third ends',
    ]);
  });

  it('lets any number of sources wait that end at once', () => {
    const mutex = new Mutex();
    const first = new Subject<never>();
    let ended = 0;
    first.pipe(exclusive(mutex)).subscribe({ error: fail });
    for (let user = 0; user < 5000; user++)
      of(user)
        .pipe(exclusive(mutex))
        .subscribe({ complete: () => (ended += 1), error: fail });
    first.complete();
    expect(ended).to.equal(5000);
  });
});
