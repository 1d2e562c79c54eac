import type { Bench } from '../Bench.js';
import { VARIANTS } from '../contenderNames.js';
import type { Table } from '../table.js';
import { readAtOnce } from './parallel.js';

const STREAMS = 200;
const DELTAS = 500;

/** Many answers at once, at full speed. */
export const concurrency = async (bench: Bench): Promise<readonly Table[]> => [
  await readAtOnce(bench, {
    title: `concurrency, ${STREAMS} answers of ${DELTAS} deltas at full speed`,
    answer: { wire: 'responses', cut: 'evt', deltas: DELTAS, size: 0 },
    streams: STREAMS,
    rounds: bench.options.rounds ?? 1,
    usual: (name) => !VARIANTS.has(name),
  }),
];

/** Many answers at once, each at the pace of a model. */
export const paced = async (bench: Bench): Promise<readonly Table[]> => [
  await readAtOnce(bench, {
    title: `paced, ${STREAMS} answers of ${DELTAS} deltas, one every 20 ms`,
    answer: { wire: 'responses', cut: 'paced-20', deltas: DELTAS, size: 0 },
    streams: STREAMS,
    rounds: bench.options.rounds ?? 1,
    usual: (name) => !VARIANTS.has(name),
  }),
];

/** One answer that trickles in. */
export const trickle = async (bench: Bench): Promise<readonly Table[]> => {
  const deltas = bench.options.quick ? 1000 : 3000;
  return [
    await readAtOnce(bench, {
      title: `trickle, one answer of ${deltas} deltas, one about every millisecond`,
      answer: { wire: 'responses', cut: 'paced-1', deltas, size: 0 },
      streams: 1,
      rounds: bench.options.rounds ?? (bench.options.quick ? 1 : 2),
      usual: (name) => !VARIANTS.has(name),
    }),
  ];
};
