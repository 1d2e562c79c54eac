import { ratiosOf, valuesOf, type Bench, type Round } from '../Bench.js';
import type { Answer, ParallelReport } from '../job.js';
import { median, percentile } from '../statistics.js';
import { countOf, figure, mebibytes, ratio, type Table } from '../table.js';

/** Answers that are read at the same time. */
export interface Load {
  readonly title: string;
  readonly answer: Answer;
  readonly streams: number;
  readonly rounds: number;
  readonly usual: (name: string) => boolean;
}

const WARM_UP: Omit<Answer, 'wire'> = { cut: 'evt', deltas: 2000, size: 0 };

const tableOf = (
  title: string,
  names: readonly string[],
  rounds: readonly Round<ParallelReport>[],
  deltas: number,
): Table => ({
  title,
  head: ['client', 'CPU x', 'µs/delta', 'wall ms', 'loop delay p99 ms', 'first p50 ms', 'first p99 ms', 'peak RSS MiB'],
  rows: names.map((name) => {
    const values = (of: (report: ParallelReport) => number) => valuesOf(rounds, name, of);
    return [
      name,
      ratio(ratiosOf(rounds, name, ({ cpu }) => cpu)),
      figure(values(({ cpu }) => (cpu * 1000) / deltas)),
      figure(values(({ wall }) => wall)),
      figure(values(({ loopDelay }) => loopDelay)),
      figure(values(({ firstEvents }) => median(firstEvents))),
      figure(values(({ firstEvents }) => percentile(firstEvents, 0.99))),
      mebibytes(median(values(({ peakRss }) => peakRss))),
    ];
  }),
});

/** Has each contender read them, and tells what it took. */
export const readAtOnce = async (bench: Bench, { title, answer, streams, rounds, usual }: Load): Promise<Table> => {
  const names = bench.contenders(usual);
  const warmUp = await bench.settingOf({ ...WARM_UP, wire: answer.wire });
  const results: Round<ParallelReport>[] = [];
  for (let number = 1; number <= rounds; number++) {
    const what = `${title}: round ${number} of ${rounds}`;
    results.push(
      await bench.round(what, names, async (contender) => {
        const task = { type: 'parallel', streams, warmUp } as const;
        const setting = await bench.settingOf(answer);
        const report = await bench.measure(what, { type: 'read', contender, setting, task }, answer);
        return report?.type === 'parallel' ? report : undefined;
      }),
    );
  }
  const present = names.filter((name) => !bench.missing.has(name));
  return tableOf(`${title}, ${countOf(rounds)}`, present, results, streams * answer.deltas);
};
