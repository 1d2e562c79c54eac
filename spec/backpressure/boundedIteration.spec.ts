import { expect } from 'chai';
import { EMPTY, NEVER, of, Subject, throwError, type Observable } from 'rxjs';
import { boundedIteration } from '../../lib/backpressure/boundedIteration.js';
import type { Demand } from '../../lib/backpressure/Demand.js';

/** An iteration over a subject, with everything that can be seen from the source's side. */
const iterate = (highWaterMark: number) => {
  const source = new Subject<number>();
  const demands: Demand[] = [];
  const iteration = boundedIteration((demand): Observable<number> => {
    demands.push(demand);
    return source;
  }, highWaterMark);
  const send = (...values: readonly number[]) => {
    for (const value of values) source.next(value);
  };
  return { iteration, source, send, demands, isOpen: () => demands[0]?.isOpen };
};

const value = (given: number) => ({ done: false, value: given });
const done = { done: true, value: undefined };
const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (given) => ({ given }),
    (reason: unknown) => reason,
  );

describe('boundedIteration', () => {
  it('connects and subscribes to nothing before the first next()', async () => {
    const { iteration, source, demands } = iterate(4);
    expect(demands).to.deep.equal([]);
    const first = iteration.next();
    expect([demands.length, source.observed]).to.deep.equal([1, true]);
    source.next(1);
    expect(await first).to.deep.equal(value(1));
    await iteration.return();
  });

  it('gives every value in order, then ends', async () => {
    const values: number[] = [];
    for await (const each of boundedIteration(() => of(1, 2, 3, 4, 5), 2)) values.push(each);
    expect(values).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('gives values that come one by one and all at once', async () => {
    const { iteration, source, send } = iterate(10);
    const first = iteration.next();
    send(1);
    expect(await first).to.deep.equal(value(1));
    send(2, 3);
    source.complete();
    expect([await iteration.next(), await iteration.next(), await iteration.next()]).to.deep.equal([
      value(2),
      value(3),
      done,
    ]);
    expect(await iteration.next()).to.deep.equal(done);
  });

  it('resolves several next() in the order in which they were called', async () => {
    const { iteration, source, send } = iterate(10);
    const asked = [iteration.next(), iteration.next(), iteration.next()];
    send(1, 2);
    source.complete();
    expect(await Promise.all(asked)).to.deep.equal([value(1), value(2), done]);
  });

  it('ends at once where the source is empty', async () => {
    expect(await boundedIteration(() => EMPTY, 4).next()).to.deep.equal(done);
  });

  it('closes demand when as many values wait as the mark allows, and not before', async () => {
    const { iteration, send, isOpen } = iterate(4);
    const first = iteration.next();
    send(0);
    await first;
    send(1, 2, 3);
    expect(isOpen()).to.equal(true);
    send(4);
    expect(isOpen()).to.equal(false);
    await iteration.return();
  });

  it('opens demand when half of them are taken, and not before', async () => {
    const { iteration, send, isOpen } = iterate(4);
    const first = iteration.next();
    send(0, 1, 2, 3, 4);
    const open = [isOpen()];
    await first;
    for (let n = 0; n < 2; n++) {
      open.push(isOpen());
      await iteration.next();
    }
    open.push(isOpen());
    expect(open).to.deep.equal([false, false, false, true]);
    await iteration.return();
  });

  it('keeps what still comes when demand is closed', async () => {
    const { iteration, source, send } = iterate(1);
    const first = iteration.next();
    send(1, 2, 3);
    source.complete();
    expect([await first, await iteration.next(), await iteration.next()]).to.deep.equal([1, 2, 3].map(value));
  });

  it('closes demand at a value that waits, not at one that was requested, where the mark is 1', async () => {
    const { iteration, send, isOpen } = iterate(1);
    const first = iteration.next();
    send(0);
    expect(isOpen()).to.equal(true);
    for (let n = 1; n <= 3; n++) {
      send(n);
      expect(isOpen()).to.equal(false);
      const next = iteration.next();
      expect(isOpen()).to.equal(true);
      expect(await next).to.deep.equal(value(n));
    }
    expect(await first).to.deep.equal(value(0));
    await iteration.return();
  });

  it('gives the values that wait before it gives the error', async () => {
    const { iteration, source, send } = iterate(10);
    const error = new Error('lost');
    const first = iteration.next();
    send(1, 2);
    source.error(error);
    expect([await first, await iteration.next()]).to.deep.equal([value(1), value(2)]);
    expect(await rejection(iteration.next())).to.equal(error);
    expect(await iteration.next()).to.deep.equal(done);
  });

  it('rejects a next() that is pending when the error comes', async () => {
    const { iteration, source } = iterate(10);
    const error = new Error('lost');
    const pending = rejection(iteration.next());
    source.error(error);
    expect(await pending).to.equal(error);
  });

  it('rejects where connecting throws', async () => {
    const bug = new Error('no source');
    const iteration = boundedIteration((): Observable<number> => {
      throw bug;
    }, 4);
    expect(await rejection(iteration.next())).to.equal(bug);
  });

  it('ends a loop with the error', async () => {
    const error = new Error('lost');
    const values: number[] = [];
    const loop = async () => {
      for await (const each of boundedIteration(() => throwError(() => error), 4)) values.push(each);
    };
    expect(await rejection(loop())).to.equal(error);
    expect(values).to.deep.equal([]);
  });
});

describe('boundedIteration, leaving', () => {
  it('unsubscribes at once and settles while a next() is pending', async () => {
    const { iteration, source } = iterate(4);
    const pending = iteration.next();
    const returned = iteration.return();
    expect(source.observed).to.equal(false);
    expect(await returned).to.deep.equal(done);
    expect(await pending).to.deep.equal(done);
  });

  it('settles while several next() are pending', async () => {
    const iteration = boundedIteration(() => NEVER, 4);
    const pending = [iteration.next(), iteration.next()];
    expect(await iteration.return()).to.deep.equal(done);
    expect(await Promise.all(pending)).to.deep.equal([done, done]);
  });

  it('unsubscribes at once while values wait, and gives none of them any more', async () => {
    const { iteration, source, send } = iterate(10);
    const first = iteration.next();
    send(1, 2, 3);
    await first;
    const returned = iteration.return();
    expect(source.observed).to.equal(false);
    expect(await returned).to.deep.equal(done);
    expect(await iteration.next()).to.deep.equal(done);
  });

  it('unsubscribes where a loop ends by break', async () => {
    const source = new Subject<number>();
    const seen: number[] = [];
    const iteration = boundedIteration(() => source, 4);
    const loop = (async () => {
      for await (const each of iteration) {
        seen.push(each);
        if (each === 2) break;
      }
    })();
    for (const each of [1, 2, 3]) source.next(each);
    await loop;
    expect([seen, source.observed]).to.deep.equal([[1, 2], false]);
  });

  it('unsubscribes where the body of a loop throws', async () => {
    const { iteration, source, send } = iterate(4);
    const bug = new Error('the body broke');
    const loop = (async () => {
      for await (const _ of iteration) throw bug;
    })();
    send(1);
    expect(await rejection(loop)).to.equal(bug);
    expect(source.observed).to.equal(false);
  });

  it('never subscribes where it is ended before it began', async () => {
    const { iteration, demands } = iterate(4);
    expect(await iteration.return()).to.deep.equal(done);
    expect(await iteration.next()).to.deep.equal(done);
    expect(demands).to.deep.equal([]);
  });

  it('may be ended twice, and after its end', async () => {
    const iteration = boundedIteration(() => of(1), 4);
    expect([await iteration.next(), await iteration.next()]).to.deep.equal([value(1), done]);
    expect([await iteration.return(), await iteration.return()]).to.deep.equal([done, done]);
  });

  it('is one subscription, and two iterations are two, each with its own demand', async () => {
    const source = new Subject<number>();
    const demands: Demand[] = [];
    const connect = (demand: Demand) => {
      demands.push(demand);
      return source;
    };
    const [one, other] = [boundedIteration(connect, 2), boundedIteration(connect, 4)];
    expect(one[Symbol.asyncIterator]()).to.equal(one);
    const firsts = [one.next(), other.next()];
    source.next(1);
    expect(await Promise.all(firsts)).to.deep.equal([value(1), value(1)]);
    source.next(2);
    source.next(3);
    expect(demands.map(({ isOpen }) => isOpen)).to.deep.equal([false, true]);
    await one.return();
    expect(source.observed).to.equal(true);
    await other.return();
    expect(source.observed).to.equal(false);
  });

  it('leaves the source at throw(), and rejects with what it was given', async () => {
    const { iteration, source, send } = iterate(10);
    const first = iteration.next();
    send(1);
    await first;
    const error = new Error('enough');
    expect(await rejection(iteration.throw(error))).to.equal(error);
    expect(source.observed).to.equal(false);
    expect(await iteration.next()).to.deep.equal(done);
  });
});
