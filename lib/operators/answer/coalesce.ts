import {
  animationFrameScheduler,
  asyncScheduler,
  Subscription,
  type MonoTypeOperatorFunction,
  type OperatorFunction,
  type SchedulerLike,
  type Subscriber,
} from 'rxjs';
import { operate } from '../flow/operate.js';

/** Options for `coalesce`. */
export interface CoalesceOptions {
  /** `latest` emits the last value of a frame, `all` emits an array of all values of a frame. Default: `latest`. */
  readonly keep?: 'latest' | 'all' | undefined;
  /**
   * The longest time that a value is held if there is no animation frame, as in a hidden tab, in milliseconds. Default:
   * 250.
   */
  readonly maxWait?: number | undefined;
  /**
   * The maximum number of values that are held with `all`. One more value causes all of them to be emitted immediately.
   * Default: 10 000.
   */
  readonly maxSize?: number | undefined;
  /**
   * Schedules the frames. Default: animationFrameScheduler if the platform has animation frames, otherwise a frame
   * every 16 ms on `waitScheduler`.
   */
  readonly scheduler?: SchedulerLike | undefined;
  /** Measures `maxWait`. Default: asyncScheduler. */
  readonly waitScheduler?: SchedulerLike | undefined;
}

/** The duration of a frame on a platform without animation frames, in milliseconds. */
const FRAME = 16;

const hasFrames = (): boolean => 'requestAnimationFrame' in globalThis;

/** Holds the values of a frame. The first value after an empty frame is emitted immediately. */
const perFrame = <T, Out>(
  { maxWait = 250, maxSize = 10_000, scheduler, waitScheduler = asyncScheduler }: CoalesceOptions,
  hold: (held: T[], value: T) => void,
  emit: (subscriber: Subscriber<Out>, held: readonly T[]) => void,
): OperatorFunction<T, Out> =>
  operate((subscriber) => {
    const frames = scheduler ?? (hasFrames() ? animationFrameScheduler : waitScheduler);
    let held: T[] = [];
    let frame: Subscription | undefined;

    const flush = () => {
      const batch = held;
      held = [];
      if (batch.length > 0) emit(subscriber, batch);
    };
    const closeFrame = () => {
      frame?.unsubscribe();
      frame = undefined;
    };
    const onFrame = () => {
      closeFrame();
      if (held.length === 0) return;
      openFrame();
      flush();
    };
    const openFrame = () => {
      frame = new Subscription();
      // With a delay above 0, animationFrameScheduler uses a timer in place of animation frames.
      frame.add(frames.schedule(onFrame, frames === animationFrameScheduler ? 0 : FRAME));
      frame.add(waitScheduler.schedule(onFrame, maxWait));
    };

    return {
      next: (value) => {
        hold(held, value);
        if (frame === undefined) openFrame();
        else if (held.length < maxSize) return;
        flush();
      },
      error: (error) => {
        flush();
        subscriber.error(error);
      },
      complete: () => {
        flush();
        subscriber.complete();
      },
      teardown: closeFrame,
    };
  });

/**
 * Emits at most one value per animation frame. A screen cannot show more than that, and rendering each delta of a fast
 * model makes a page slow. The first value passes immediately, and the last value is always emitted. Snapshots, as
 * emitted by `accumulate`, lose nothing, because the latest one contains everything. For events, use `keep: 'all'`.
 *
 * ```text
 * source:  a-bc---d---------e-|
 * frames:  ----x----x----x-----
 *        coalesce()
 * output:  a---c----d-------e-|
 *
 *        coalesce({ keep: 'all' })
 * output:  A---B----D-------E-|         A = ['a'], B = ['b', 'c'], D = ['d'], E = ['e']
 * ```
 *
 * In a hidden tab, which has no frames, a value is held for at most `maxWait`. Without animation frames (Node, edge, a
 * worker) a frame is 16 ms.
 *
 * Errors of the source pass through immediately, after the held values. Teardown: cancels the frame and unsubscribes
 * from the source.
 *
 * @example
 * client.streamPrompt('gpt-5.1', 'Say hi').pipe(accumulate(), coalesce()).subscribe(render);
 */
export function coalesce<T>(options?: CoalesceOptions & { readonly keep?: 'latest' }): MonoTypeOperatorFunction<T>;
export function coalesce<T>(options: CoalesceOptions & { readonly keep: 'all' }): OperatorFunction<T, readonly T[]>;
export function coalesce<T>(options: CoalesceOptions = {}): OperatorFunction<T, T | readonly T[]> {
  if (options.keep === 'all')
    return perFrame<T, readonly T[]>(
      options,
      (held, value) => held.push(value),
      (subscriber, held) => subscriber.next(held),
    );
  return perFrame<T, T>(
    { ...options, maxSize: Infinity }, // only one value is held at a time
    (held, value) => (held[0] = value),
    (subscriber, held) => held.forEach((value) => subscriber.next(value)),
  );
}
