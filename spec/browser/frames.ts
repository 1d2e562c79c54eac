import type { Page } from 'playwright-core';

/** How long the frames of a page were, in milliseconds. */
export interface Frames {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly worst: number;
}

const summarise = (durations: readonly number[]): Frames => {
  const sorted = [...durations].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), worst: at(1) };
};

/** Measures from one animation frame to the next, from now until it is stopped. */
export const watchFrames = async (page: Page): Promise<{ readonly stop: () => Promise<Frames> }> => {
  // Methods, as tsx marks functions that are given a name by a helper that the page does not have.
  const watch = await page.evaluateHandle(() => {
    const watching = {
      durations: [] as number[],
      last: performance.now(),
      frame: 0,
      next() {
        watching.frame = requestAnimationFrame((now) => {
          watching.durations.push(now - watching.last);
          watching.last = now;
          watching.next();
        });
      },
      stop() {
        cancelAnimationFrame(watching.frame);
        return watching.durations;
      },
    };
    watching.next();
    return watching;
  });
  return { stop: async () => summarise(await watch.evaluate((watching) => watching.stop())) };
};
