import { asyncScheduler, type MonoTypeOperatorFunction, type SchedulerLike, type Subscription } from 'rxjs';
import { alwaysOpen, type Demand } from '../../backpressure/Demand.js';
import { operate } from '../../operators/flow/operate.js';
import { HEARTBEAT } from './RelayFrame.js';

/** Options for `withHeartbeat`. */
export interface HeartbeatOptions {
  /** Reports whether the reader accepts data. While it does not, there are no heartbeats. Default: always open. */
  readonly demand?: Demand | undefined;
  /** Measures the silence. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Inserts a comment whenever a stream of server-sent events has been silent for `every` milliseconds, so that proxies
 * keep the connection and readers notice when it is lost.
 *
 * ```text
 * text:    --a------------b--|
 *       withHeartbeat(5)
 * output:  --a----h----h--b--|     h = ': heartbeat\n\n'
 * ```
 *
 * Errors of the source pass through. Teardown: stops the timer and unsubscribes from the source.
 *
 * @param every the silence before a comment, in milliseconds.
 *
 * @example
 * answer$.pipe(map((event) => `data: ${JSON.stringify(event)}\n\n`), withHeartbeat(15_000)).subscribe((text) => append(text));
 */
export const withHeartbeat = (
  every: number,
  { demand = alwaysOpen, scheduler = asyncScheduler }: HeartbeatOptions = {},
): MonoTypeOperatorFunction<string> =>
  operate((subscriber) => {
    let deadline = scheduler.now() + every;
    let alarm: Subscription | undefined;
    const wakeIn = (ms: number) => {
      alarm = scheduler.schedule(onAlarm, ms);
    };
    const onAlarm = () => {
      const remaining = deadline - scheduler.now();
      if (remaining > 0) {
        wakeIn(Math.min(remaining, every)); // `every`: the clock may have been set back
        return;
      }
      deadline = scheduler.now() + every;
      wakeIn(every);
      if (demand.isOpen) subscriber.next(HEARTBEAT);
    };
    wakeIn(every);
    return {
      next: (text) => {
        deadline = scheduler.now() + every;
        subscriber.next(text);
      },
      teardown: () => alarm?.unsubscribe(),
    };
  });
