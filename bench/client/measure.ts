import type { Contender } from '../contenders/Contender.js';
import type { Reading } from '../job.js';

/** Microseconds as milliseconds. */
export const cpuSince = (start: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};

/** Reads one answer; CPU is that of all threads of the process, garbage collection and compilation included. */
export const measure = async ({ read }: Contender): Promise<Reading> => {
  let length = 0;
  let firstEvent = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  await read((text) => {
    if (firstEvent === 0) firstEvent = performance.now() - start;
    length += text.length;
  });
  return { length, wall: performance.now() - start, cpu: cpuSince(cpu), firstEvent };
};
