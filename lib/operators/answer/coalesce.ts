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

/** How long values are held, and which. */
export interface CoalesceOptions {
  /** `latest` emits the last value of a frame, `all` a list of all of them. Default `latest`. */
  readonly keep?: 'latest' | 'all' | undefined;
  /** The longest that a value is held where no frame comes (a hidden tab has none), in milliseconds. Default 250. */
  readonly maxWait?: number | undefined;
  /** The most values that are held with `all`; one more, and they are emitted at once. Default 10 000. */
  readonly maxSize?: number | undefined;
  /** When frames are. Default: animationFrameScheduler where there is one, else every 16 ms of `waitScheduler`. */
  readonly scheduler?: SchedulerLike | undefined;
  /** Measures `maxWait`. Default: asyncScheduler. */
  readonly waitScheduler?: SchedulerLike | undefined;
}

/** The length of a frame where nothing is drawn, in milliseconds. */
const FRAME = 16;

const hasFrames = (): boolean => 'requestAnimationFrame' in globalThis;

/** Holds what comes within a frame. The first value after a frame without any is told at once. */
const perFrame = <T, Out>(
  { maxWait = 250, maxSize = 10_000, scheduler, waitScheduler = asyncScheduler }: CoalesceOptions,
  hold: (held: T[], value: T) => void,
  emit: (subscriber: Subscriber<Out>, held: readonly T[]) => void,
): OperatorFunction<T, Out> =>
  operate((subscriber) => {
    const frames = scheduler ?? (hasFrames() ? animationFrameScheduler : waitScheduler);
    let held: T[] = [];
    let frame: Subscription | undefined;

    const tell = () => {
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
      tell();
    };
    const openFrame = () => {
      frame = new Subscription();
      // With a delay, animationFrameScheduler would keep its own time and no longer that of the frames.
      frame.add(frames.schedule(onFrame, frames === animationFrameScheduler ? 0 : FRAME));
      frame.add(waitScheduler.schedule(onFrame, maxWait));
    };

    return {
      next: (value) => {
        hold(held, value);
        if (frame === undefined) openFrame();
        else if (held.length < maxSize) return;
        tell();
      },
      error: (error) => {
        tell();
        subscriber.error(error);
      },
      complete: () => {
        tell();
        subscriber.complete();
      },
      teardown: closeFrame,
    };
  });

/**
 * Lets at most one value pass per frame: a screen shows no more, and drawing every delta of a fast model is what makes a
 * page slow. The first value passes at once, the last one always. Of snapshots, as `accumulate` gives them, nothing is
 * lost: the latest holds all. For events, keep `all`.
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
 * In a hidden tab, where no frame comes, a value is held for `maxWait` at most. Without frames (Node, edge, a worker) a
 * frame is 16 ms. Errors: the source's, at once, after what was held. Teardown: the frame's, then the source's.
 * Source: demands.md D42.
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
    { ...options, maxSize: Infinity }, // one value is held, however many come
    (held, value) => (held[0] = value),
    (subscriber, held) => held.forEach((value) => subscriber.next(value)),
  );
}
