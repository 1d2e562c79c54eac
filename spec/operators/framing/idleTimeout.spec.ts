import { expect } from 'chai';
import { queueScheduler, Subject, Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';
import { DemandGate, type Demand } from '../../../lib/backpressure/Demand.js';
import { idleTimeout } from '../../../lib/operators/framing/idleTimeout.js';
import { isApiError } from '../../../lib/protocol/errors/ApiError.js';

/** A scheduler whose clock is set by hand, and whose one timer fires when it is told to. */
const handScheduler = () => {
  let time = 0;
  let fire: () => void = () => undefined;
  const delays: number[] = [];
  const scheduler: SchedulerLike = {
    now: () => time,
    schedule: <T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T) => {
      const timer = new Subscription();
      delays.push(delay);
      fire = () => {
        // The queue runs what is due at once, so this calls `work` as a scheduler does.
        if (!timer.closed) queueScheduler.schedule(work, 0, state);
      };
      return timer;
    },
  };
  return {
    scheduler,
    /** Of every timer that was ever set, in milliseconds. */
    delays,
    setClock: (ms: number) => {
      time = ms;
    },
    wakeUpAt: (ms: number) => {
      time = ms;
      fire();
    },
  };
};

const DUE = 1000;
const watch = (demand?: Demand) => {
  const hand = handScheduler();
  const source = new Subject<number>();
  const errors: unknown[] = [];
  source
    .pipe(idleTimeout(DUE, { scheduler: hand.scheduler, ...(demand === undefined ? {} : { demand }) }))
    .subscribe({ error: (error: unknown) => errors.push(isApiError(error) ? error.type : error) });
  return { ...hand, source, errors };
};

describe('idleTimeout', () => {
  it('keeps one timer per silence, however many values come', () => {
    const { source, delays, setClock, wakeUpAt, errors } = watch();
    for (let n = 1; n <= 999; n++) {
      setClock(n);
      source.next(n);
    }
    expect(delays).to.deep.equal([DUE]);
    wakeUpAt(DUE);
    expect(delays).to.deep.equal([DUE, 999]);
    expect(errors).to.deep.equal([]);
    wakeUpAt(DUE + 999);
    expect(errors).to.deep.equal(['stream']);
    expect(delays).to.have.lengthOf(2);
  });

  it('sets no timer after its end', () => {
    const { source, delays, wakeUpAt, errors } = watch();
    source.complete();
    wakeUpAt(10 * DUE);
    expect([delays, errors]).to.deep.equal([[DUE], []]);
  });

  it('takes a timer that is a little late for a silence', () => {
    const { wakeUpAt, errors } = watch();
    wakeUpAt(DUE + 50);
    expect(errors).to.deep.equal(['stream']);
  });

  it('forgives a late wake-up once: the program slept, not the server', () => {
    const { delays, wakeUpAt, errors } = watch();
    wakeUpAt(DUE + 60_000);
    expect([delays, errors]).to.deep.equal([[DUE, DUE], []]);
    wakeUpAt(2 * DUE + 60_000);
    expect(errors).to.deep.equal(['stream']);
  });

  it('does not forgive a second late wake-up in the same silence', () => {
    const { wakeUpAt, errors } = watch();
    wakeUpAt(60_000);
    wakeUpAt(120_000);
    expect(errors).to.deep.equal(['stream']);
  });

  it('forgives again after a value', () => {
    const { source, delays, wakeUpAt, errors } = watch();
    wakeUpAt(60_000);
    source.next(1);
    wakeUpAt(120_000);
    expect([delays, errors]).to.deep.equal([[DUE, DUE, DUE], []]);
  });

  it('forgives again after demand opened', () => {
    const demand = new DemandGate();
    const { wakeUpAt, errors } = watch(demand);
    wakeUpAt(60_000);
    demand.close();
    demand.open();
    wakeUpAt(120_000);
    expect(errors).to.deep.equal([]);
  });

  it('waits no longer than one silence where the clock is set back', () => {
    const { delays, wakeUpAt, errors } = watch();
    wakeUpAt(-3_600_000);
    expect([delays, errors]).to.deep.equal([[DUE, DUE], []]);
    wakeUpAt(-3_600_000 + DUE);
    expect(errors).to.deep.equal(['stream']);
  });

  it('has no timer while demand is closed', () => {
    const demand = new DemandGate();
    const { delays, wakeUpAt, errors } = watch(demand);
    demand.close();
    wakeUpAt(10 * DUE);
    expect([delays, errors]).to.deep.equal([[DUE], []]);
  });

  it('sets none before a demand opens that begins closed', () => {
    const demand = new DemandGate();
    demand.close();
    const { delays } = watch(demand);
    expect(delays).to.deep.equal([]);
    demand.open();
    expect(delays).to.deep.equal([DUE]);
  });

  it('sets one timer each time that demand opens, and keeps no other', () => {
    const demand = new DemandGate();
    const { delays } = watch(demand);
    for (let n = 0; n < 3; n++) {
      demand.close();
      demand.open();
    }
    expect(delays).to.deep.equal([DUE, DUE, DUE, DUE]);
  });
});
