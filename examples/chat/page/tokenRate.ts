import type { ConversationState } from 'codex-rx';
import {
  asyncScheduler,
  bufferTime,
  distinctUntilChanged,
  EMPTY,
  map,
  scan,
  startWith,
  switchMap,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';

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

/** Counts the words of each answer while it is received. Between two answers, the counts of the last one stay. */
export const tokenRates =
  (words$: Observable<unknown>) =>
  (conversation$: Observable<ConversationState>): Observable<readonly number[]> =>
    conversation$.pipe(
      map(({ busy }) => busy),
      distinctUntilChanged(),
      switchMap((busy) => (busy ? words$.pipe(tokenRate()) : EMPTY)),
      startWith([]),
    );
