import {
  asyncScheduler,
  defaultIfEmpty,
  defer,
  finalize,
  ignoreElements,
  merge,
  share,
  take,
  takeUntil,
  tap,
  timer,
  type MonoTypeOperatorFunction,
  type SchedulerLike,
} from 'rxjs';

/** Options for `showElapsed`. */
export interface ShowElapsedOptions {
  /** The time before the first line, and between two, in milliseconds. Default: 100. */
  readonly period?: number;
  /** Measures the time. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';

/**
 * Shows the elapsed time until the first value arrives. The values pass through.
 *
 * ```text
 * source:  ------a-b|
 *        showElapsed(show, { period: 2 })
 * output:  ------a-b|
 * shown:   --s-s-x       s: a line, x: no line
 * ```
 *
 * Errors of the source pass through. Teardown: removes the line and unsubscribes from the source.
 *
 * @param show shows a line, or removes it if the text is empty.
 *
 * @example
 * answer$.pipe(showElapsed((line) => console.error(line))).subscribe();
 */
export const showElapsed =
  <T>(
    show: (line: string) => void,
    { period = 100, scheduler = asyncScheduler }: ShowElapsedOptions = {},
  ): MonoTypeOperatorFunction<T> =>
  (source) =>
    defer(() => {
      const began = scheduler.now();
      const values = source.pipe(share());
      const first = values.pipe(take(1), defaultIfEmpty(undefined)); // an answer may have no text
      const lines = timer(period, period, scheduler).pipe(
        tap((tick) => {
          show(`${FRAMES[tick % FRAMES.length] ?? ''} ${((scheduler.now() - began) / 1000).toFixed(1)} s`);
        }),
        ignoreElements(),
        finalize(() => {
          show('');
        }),
        takeUntil(first),
      );
      return merge(lines, values);
    });
