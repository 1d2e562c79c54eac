import type { Contender } from '../contenders/Contender.js';
import type { Reading, ShortJob, ShortReport } from '../job.js';
import { cpuSince, measure } from './measure.js';

const readAll = async (contender: Contender, answers: number, atOnce: number): Promise<readonly Reading[]> => {
  const readings: Reading[] = [];
  while (readings.length < answers)
    readings.push(...(await Promise.all(Array.from({ length: atOnce }, () => measure(contender)))));
  return readings;
};

/** Reads many short answers: what the set-up of a call costs outweighs their deltas. */
export const short = async (contender: Contender, { warm, answers, atOnce }: ShortJob): Promise<ShortReport> => {
  await readAll(contender, warm, atOnce);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const readings = await readAll(contender, answers, atOnce);
  const wall = performance.now() - start;
  return {
    type: 'short',
    lengths: readings.map(({ length }) => length),
    cpu: cpuSince(cpu) / readings.length,
    wall: wall / readings.length,
  };
};
