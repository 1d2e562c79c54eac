import { asyncScheduler, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { notify } from '../../telemetry/Telemetry.js';
import { operate } from '../flow/operate.js';

/** The arrival of a stream that came in one piece. */
export interface BufferedArrival {
  /** The time from the subscription to the first value, in milliseconds. */
  readonly wait: number;
  /** The time from the first value to the last, in milliseconds. */
  readonly spread: number;
  /** The number of values. */
  readonly values: number;
}

/** Options for `detectBuffering`. */
export interface DetectBufferingOptions {
  /** A callback, called at the end of a stream that came in one piece. Its exceptions are dropped. */
  readonly onBuffering: (arrival: BufferedArrival) => void;
  /** The minimum number of values: a short answer often comes in one piece by itself. Default: 20. */
  readonly minValues?: number | undefined;
  /** The minimum wait for the first value, in milliseconds. Default: 1000. */
  readonly minWait?: number | undefined;
  /** The maximum time from the first value to the last, in milliseconds. Default: 50. */
  readonly maxSpread?: number | undefined;
  /** The clock. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Reports a stream whose values all come at its end, in one piece: probably a proxy between the provider and the reader
 * buffers it. Values pass through unchanged.
 *
 * ```text
 * source:    --a--b--c--|
 *         detectBuffering({ minValues: 3, minWait: 5, maxSpread: 1, onBuffering })
 * output:    --a--b--c--|
 *
 * source:    --------(abc|)
 *         detectBuffering({ minValues: 3, minWait: 5, maxSpread: 1, onBuffering })
 * output:    --------(abc|)
 * reports:   --------r         r = { wait: 8, spread: 0, values: 3 }
 * ```
 *
 * The report is a guess: a provider that thinks for a long time and then writes fast looks the same. `RelayClient`
 * compares the times at the relay with its own, so its `onBuffering` is certain.
 *
 * Errors of the source pass through; a stream that fails or is unsubscribed is not reported. Teardown: unsubscribes from
 * the source.
 *
 * @example
 * answer$.pipe(detectBuffering({ onBuffering: ({ wait }) => console.warn(`nothing for ${wait} ms, then everything`) }));
 */
export const detectBuffering = <T>({
  onBuffering,
  minValues = 20,
  minWait = 1000,
  maxSpread = 50,
  scheduler = asyncScheduler,
}: DetectBufferingOptions): MonoTypeOperatorFunction<T> =>
  operate((subscriber) => {
    const started = scheduler.now();
    let first = started;
    let last = started;
    let values = 0;
    return {
      next: (value) => {
        last = scheduler.now();
        if (values === 0) first = last;
        values += 1;
        subscriber.next(value);
      },
      complete: () => {
        const arrival = { wait: first - started, spread: last - first, values };
        if (values >= minValues && arrival.wait >= minWait && arrival.spread <= maxSpread)
          notify(() => onBuffering(arrival));
        subscriber.complete();
      },
    };
  });
