import { chunkClock } from '../../../../lib/operators/framing/chunkClock.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = ({ scheduler, record }) => {
  const read = record('read');
  const clock = chunkClock({
    schedule: scheduler.schedule.bind(scheduler),
    now: () => {
      read('x');
      return scheduler.now();
    },
  });
  return { values: { 2: 2, 8: 8 }, scope: { clock, split: (chunk: string) => Array.from(chunk) } };
};
