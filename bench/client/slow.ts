import { setTimeout as pause } from 'node:timers/promises';
import type { Contender } from '../contenders/Contender.js';
import type { SlowJob, SlowReport } from '../job.js';

const SAMPLE_EVERY = 50;

/** Takes 1 ms for each delta, and leaves when its time is up. */
export const slow = async ({ readSlowly }: Contender, { leaveAfter, linger }: SlowJob): Promise<SlowReport> => {
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, SAMPLE_EVERY);
  const end = performance.now() + leaveAfter;
  let deltas = 0;
  let leftAt = 0;
  let failure: string | undefined;
  try {
    await readSlowly(async () => {
      deltas++;
      await pause(1);
      leftAt = performance.timeOrigin + performance.now();
      return performance.now() < end;
    });
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  } finally {
    clearInterval(sampling);
  }
  await pause(linger);
  return {
    type: 'slow',
    deltas,
    rssGrowth: peak - before,
    leftAt,
    ...(failure === undefined ? {} : { failure }),
  };
};
