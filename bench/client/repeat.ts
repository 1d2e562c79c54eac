import type { Contender } from '../contenders/Contender.js';
import type { Reading, RepeatJob, RepeatReport } from '../job.js';
import { measure } from './measure.js';

/** Two readings make a median no worse than one, and a contender that needs seconds for each would take the evening. */
const ENOUGH = { readings: 2, wall: 1500 };

/** Reads one answer after another. */
export const repeat = async (contender: Contender, { warm }: RepeatJob, load: number): Promise<RepeatReport> => {
  const cold = await measure(contender);
  const readings: Reading[] = [];
  let spent = 0;
  while (readings.length < warm && (readings.length < ENOUGH.readings || spent < ENOUGH.wall)) {
    const reading = await measure(contender);
    readings.push(reading);
    spent += reading.wall;
  }
  return { type: 'repeat', load, cold, warm: readings };
};
