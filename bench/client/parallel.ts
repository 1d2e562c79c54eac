import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Contender } from '../contenders/Contender.js';
import type { ParallelJob, ParallelReport } from '../job.js';
import { cpuSince, measure } from './measure.js';

/** How often the event loop is looked at, in milliseconds. */
const RESOLUTION = 5;

/** Reads many answers at once. */
export const parallel = async (contender: Contender, { streams }: ParallelJob): Promise<ParallelReport> => {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  delay.enable();
  const cpu = process.cpuUsage();
  const start = performance.now();
  const readings = await Promise.all(Array.from({ length: streams }, () => measure(contender)));
  const wall = performance.now() - start;
  const spent = cpuSince(cpu);
  delay.disable();
  return {
    type: 'parallel',
    lengths: readings.map(({ length }) => length),
    wall,
    cpu: spent,
    firstEvents: readings.map(({ firstEvent }) => firstEvent),
    loopDelay: Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION),
    peakRss: process.resourceUsage().maxRSS * 1024,
  };
};
