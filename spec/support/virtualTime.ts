import { asyncScheduler, VirtualTimeScheduler, type Observable } from 'rxjs';

/** The outcome of a stream in virtual time. */
export interface VirtualOutcome {
  readonly values: readonly unknown[];
  readonly error: unknown;
  /** The time of the end, in virtual milliseconds; undefined for a stream without an end. */
  readonly endedAt: number | undefined;
  /** The times of the values. */
  readonly times: readonly number[];
}

/** The uses of `asyncScheduler` and of `Math.random`, which are replaced until `restore` is called. */
const watchRealTime = () => {
  const real = { now: asyncScheduler.now, schedule: asyncScheduler.schedule.bind(asyncScheduler), random: Math.random };
  const used: string[] = [];
  const report =
    (name: string, method: (...given: never) => unknown) =>
    (...given: readonly unknown[]): unknown => {
      used.push(`${name} ${new Error('used').stack ?? ''}`);
      return Reflect.apply(method, asyncScheduler, given);
    };
  Reflect.set(asyncScheduler, 'now', report('asyncScheduler.now', real.now));
  Reflect.set(asyncScheduler, 'schedule', report('asyncScheduler.schedule', real.schedule));
  Math.random = () => {
    used.push('Math.random');
    return 0.5;
  };
  const restore = () => {
    asyncScheduler.now = real.now;
    Reflect.deleteProperty(asyncScheduler, 'schedule');
    Math.random = real.random;
  };
  return { used, restore };
};

const expectUnused = (used: readonly string[]): void => {
  if (used.length > 0)
    throw new Error(`an operator has another clock than the scheduler that was passed: ${used.join('\n')}`);
};

/**
 * Runs a stream outside of `TestScheduler.run()`, in which RxJS makes `asyncScheduler` virtual as well: an operator that
 * was not given its scheduler would pass there. Here each use of `asyncScheduler` and of `Math.random` fails the test.
 */
export const inVirtualTime = (
  make: (scheduler: VirtualTimeScheduler) => Observable<unknown>,
  { maxTime = 1e9 } = {},
): VirtualOutcome => {
  const scheduler = new VirtualTimeScheduler();
  scheduler.maxFrames = maxTime;
  const values: unknown[] = [];
  const times: number[] = [];
  let error: unknown;
  let endedAt: number | undefined;
  const { used, restore } = watchRealTime();
  try {
    const subscription = make(scheduler).subscribe({
      next: (value) => {
        values.push(value);
        times.push(scheduler.now());
      },
      error: (cause: unknown) => {
        error = cause;
        endedAt = scheduler.now();
      },
      complete: () => (endedAt = scheduler.now()),
    });
    scheduler.flush();
    subscription.unsubscribe();
  } finally {
    restore();
  }
  expectUnused(used);
  return { values, error, endedAt, times };
};

/** Does the same for promises: `run` decides when the time passes, with `scheduler.flush()`. */
export const withVirtualClock = async (run: (scheduler: VirtualTimeScheduler) => Promise<void>): Promise<void> => {
  const { used, restore } = watchRealTime();
  try {
    await run(new VirtualTimeScheduler());
  } finally {
    restore();
  }
  expectUnused(used);
};
