import { asyncScheduler, bufferTime, map, scan, type OperatorFunction, type SchedulerLike } from 'rxjs';

/** How often it is counted, in milliseconds, and how many counts are kept. */
export interface TokenRateOptions {
  readonly every?: number;
  readonly samples?: number;
  readonly scheduler?: SchedulerLike;
}

/**
 * Counts what comes, per second, again and again: the last counts, oldest first.
 *
 * ```text
 * source:  -a-a-a----a-|
 *        tokenRate({ every: 4 })
 * output:  ----x---y---(z|)          x: [500], y: [500, 250], z: [500, 250, 250]; 1 character: 1 ms
 * ```
 */
export const tokenRate = <T>({
  every = 250,
  samples = 120,
  scheduler = asyncScheduler,
}: TokenRateOptions = {}): OperatorFunction<T, readonly number[]> => {
  return (source) =>
    source.pipe(
      bufferTime(every, scheduler),
      map((batch) => (batch.length * 1_000) / every),
      scan((rates: readonly number[], rate) => [...rates, rate].slice(-samples), []),
    );
};
