import { expect } from 'chai';
import { Observable, of, Subject, take, throwError, type Subscriber } from 'rxjs';
import { spy } from 'sinon';
import { operate } from '../../../lib/operators/flow/operate.js';
import { isApiError } from '../../../lib/protocol/errors/ApiError.js';
import { syncOutcome } from '../syncOutcome.js';

const same = <T>(handlers: { readonly teardown?: () => void } = {}) =>
  operate<T, T>((subscriber) => ({ next: (value) => subscriber.next(value), ...handlers }));

/** Counts without end, synchronously, and remembers how far it came. */
const endless = () => {
  const counted: number[] = [];
  const count$ = new Observable<number>((subscriber) => {
    for (let n = 0; !subscriber.closed; n++) {
      counted.push(n);
      subscriber.next(n);
    }
  });
  return { counted, count$ };
};

describe('operate', () => {
  it('passes on notifications without a handler', () => {
    const error = new Error('lost');
    expect(syncOutcome(of(1, 2).pipe(same()))).to.deep.equal({ values: [1, 2], end: 'complete' });
    expect(syncOutcome(throwError(() => error).pipe(same()))).to.deep.equal({ values: [], end: 'error', error });
  });

  it('stops a synchronous source when the consumer unsubscribes in the middle of it', () => {
    const { counted, count$ } = endless();
    expect(syncOutcome(count$.pipe(same(), take(2)))).to.deep.equal({ values: [0, 1], end: 'complete' });
    expect(counted).to.deep.equal([0, 1]);
  });

  it('stops a synchronous source when the operator itself ends', () => {
    const { counted, count$ } = endless();
    const untilTwo = operate<number, number>((subscriber) => ({
      next: (value) => (value === 2 ? subscriber.complete() : subscriber.next(value)),
    }));
    expect(syncOutcome(count$.pipe(untilTwo))).to.deep.equal({ values: [0, 1], end: 'complete' });
    expect(counted).to.deep.equal([0, 1, 2]);
  });

  it('stops a synchronous source when the operator fails', () => {
    const { counted, count$ } = endless();
    const error = new Error('enough');
    const failing = operate<number, number>((subscriber) => ({ next: () => subscriber.error(error) }));
    expect(syncOutcome(count$.pipe(failing))).to.deep.equal({ values: [], end: 'error', error });
    expect(counted).to.deep.equal([0]);
  });

  const bug = new Error('the handler broke');
  const exception = { type: 'stream', reason: 'exception', detail: 'the handler broke' };
  const fail = () => {
    throw bug;
  };
  it('makes an ApiError of what next throws, and unsubscribes from the source', () => {
    const source = new Subject<number>();
    const outcomes: unknown[] = [];
    source.pipe(operate(() => ({ next: fail }))).subscribe({ error: (error: unknown) => outcomes.push(error) });
    source.next(1);
    source.next(2);
    expect(outcomes.map((error) => isApiError(error) && [error.type, error.cause])).to.deep.equal([['stream', bug]]);
    expect(source.observed).to.equal(false);
  });

  it('makes an ApiError of what complete throws', () => {
    const failing = operate<number, number>((subscriber) => ({
      next: (value) => subscriber.next(value),
      complete: fail,
    }));
    expect(syncOutcome(of(1).pipe(failing))).to.deep.equal({ values: [1], end: 'error', error: exception });
  });

  it('makes an ApiError of what error throws', () => {
    const failing = operate<number, number>(() => ({ next: () => undefined, error: fail }));
    expect(syncOutcome(throwError(() => new Error('lost')).pipe(failing)).error).to.deep.equal(exception);
  });

  it('makes an error of what connect throws, and subscribes to nothing', () => {
    const source = new Subject<number>();
    const observedBefore = spy();
    const broken = source.pipe(
      operate<number, number>(() => {
        observedBefore(source.observed);
        throw bug;
      }),
    );
    expect(syncOutcome(broken).error).to.equal(bug);
    expect(source.observed).to.equal(false);
    expect(observedBefore.args).to.deep.equal([[false]]);
  });

  const ends: readonly (readonly [string, (source: Subject<number>, leave: () => void) => void])[] = [
    ['completes', (source) => source.complete()],
    ['fails', (source) => source.error(new Error('lost'))],
    ['is left', (_, leave) => leave()],
    [
      'completes and is left',
      (source, leave) => {
        source.complete();
        leave();
      },
    ],
  ];
  for (const [how, end] of ends)
    it(`runs the teardown once when the source ${how}`, () => {
      const teardown = spy();
      const source = new Subject<number>();
      const subscription = source.pipe(same({ teardown })).subscribe({ error: () => undefined });
      source.next(1);
      expect(teardown.callCount).to.equal(0);
      end(source, () => subscription.unsubscribe());
      expect(teardown.callCount).to.equal(1);
      expect(source.observed).to.equal(false);
    });

  it('runs the teardown once when a handler throws', () => {
    const teardown = spy();
    syncOutcome(of(1, 2).pipe(operate(() => ({ next: fail, teardown }))));
    expect(teardown.callCount).to.equal(1);
  });

  it('runs the teardown after the last notification', () => {
    const seen: string[] = [];
    const told = operate<number, number>((subscriber) => ({
      next: (value) => subscriber.next(value),
      complete: () => {
        seen.push('complete');
        subscriber.complete();
      },
      teardown: () => seen.push('teardown'),
    }));
    syncOutcome(of(1).pipe(told));
    expect(seen).to.deep.equal(['complete', 'teardown']);
  });

  it('connects a chain from its end to its start, and ends it from its start to its end', () => {
    const order: string[] = [];
    const named = (name: string) =>
      operate<number, number>((subscriber) => {
        order.push(`connect ${name}`);
        return { next: (value) => subscriber.next(value), teardown: () => order.push(`end ${name}`) };
      });
    const source = new Subject<number>();
    const subscription = source.pipe(named('first'), named('second'), named('third')).subscribe();
    expect(source.observed).to.equal(true);
    subscription.unsubscribe();
    expect(source.observed).to.equal(false);
    expect(order).to.deep.equal([
      ...['connect third', 'connect second', 'connect first'],
      ...['end first', 'end second', 'end third'],
    ]);
  });

  it('gives what a connect in the middle of a chain throws to the operator after it', () => {
    const source = new Subject<number>();
    const error = new Error('not connected');
    const seen: unknown[] = [];
    const fails = operate<number, number>(() => {
      throw error;
    });
    const after = operate<number, number>((subscriber) => ({
      next: (value) => subscriber.next(value),
      error: (cause) => {
        seen.push(cause);
        subscriber.complete();
      },
    }));
    expect(syncOutcome(source.pipe(same(), fails, after))).to.deep.equal({ values: [], end: 'complete' });
    expect(seen).to.deep.equal([error]);
    expect(source.observed).to.equal(false);
  });

  it('connects anew for every subscription, and not before', () => {
    const connect = spy((subscriber: Subscriber<number>) => {
      let sum = 0;
      return { next: (value: number) => subscriber.next((sum += value)) };
    });
    const sums$ = of(1, 2).pipe(operate(connect));
    expect(connect.callCount).to.equal(0);
    expect([syncOutcome(sums$).values, syncOutcome(sums$).values]).to.deep.equal([
      [1, 3],
      [1, 3],
    ]);
    expect(connect.callCount).to.equal(2);
  });
});
