import { ratiosOf, valuesOf, type Bench, type Round } from '../Bench.js';
import { VARIANTS } from '../contenderNames.js';
import type { Answer, Cut, RepeatReport, Wire } from '../job.js';
import { median } from '../statistics.js';
import { countOf, figure, ratio, type Table } from '../table.js';

const CUTS = ['big', 'evt', 'tiny'] as const satisfies readonly Cut[];
/** They take seconds for a long answer, and it would say what the short one says. */
const SLOW = new Set([...VARIANTS, 'ai5', 'ai7']);
const LONG = 100_000;

const cpuOf = ({ warm }: RepeatReport): number => median(warm.map(({ cpu }) => cpu));
const wallOf = ({ warm }: RepeatReport): number => median(warm.map(({ wall }) => wall));

const tableOf = (
  title: string,
  names: readonly string[],
  deltas: number,
  cuts: ReadonlyMap<Cut, Round<RepeatReport>[]>,
): Table => {
  const rounds = [...cuts.values()];
  return {
    title,
    head: [
      'client',
      ...[...cuts.keys()].map((cut) => `${cut} CPU x`),
      ...[...cuts.keys()].map((cut) => `${cut} µs/delta`),
      ...[...cuts.keys()].map((cut) => `${cut} speed`),
    ],
    rows: names.map((name) => [
      name,
      ...rounds.map((of) => ratio(ratiosOf(of, name, cpuOf))),
      ...rounds.map((of) => figure(valuesOf(of, name, cpuOf).map((cpu) => (cpu * 1000) / deltas))),
      ...rounds.map((of) => median(ratiosOf(of, name, wallOf).map((wall) => 1 / wall)).toFixed(2)),
    ]),
  };
};

const burstOf = async (
  bench: Bench,
  wire: Wire,
  deltas: number,
  count: number,
  cuts: readonly Cut[],
): Promise<Table> => {
  const names = bench.contenders((name) => deltas < LONG || !SLOW.has(name));
  const warm = deltas < LONG ? 12 : 4;
  const results = new Map(cuts.map((cut): [Cut, Round<RepeatReport>[]] => [cut, []]));
  for (let number = 1; number <= count; number++) {
    for (const [cut, rounds] of results) {
      const answer: Answer = { wire, cut, deltas, size: 0 };
      const what = `burst, ${wire}, ${deltas} deltas, ${cut}: round ${number} of ${count}`;
      rounds.push(
        await bench.round(what, names, async (contender) => {
          const task = { type: 'repeat', warm } as const;
          const setting = await bench.settingOf(answer);
          const report = await bench.measure(what, { type: 'read', contender, setting, task }, answer);
          return report?.type === 'repeat' ? report : undefined;
        }),
      );
    }
  }
  const present = names.filter((name) => !bench.missing.has(name));
  return tableOf(`burst, ${wire}, ${deltas} deltas, ${countOf(count)}`, present, deltas, results);
};

/** One answer as fast as it goes. */
export const burst = async (bench: Bench): Promise<readonly Table[]> => {
  const { quick, events, rounds } = bench.options;
  const count = rounds ?? (quick ? 1 : 3);
  const cuts = quick ? (['big', 'evt'] as const) : CUTS;
  const short = events ?? (quick ? 10_000 : 20_000);
  const tables = [
    await burstOf(bench, 'responses', short, count, cuts),
    await burstOf(bench, 'chat', short, count, quick ? ['evt'] : ['big', 'evt']),
  ];
  if (events !== undefined || quick) return tables;
  // Over node:http a long answer in 17-byte chunks takes minutes.
  return [...tables, await burstOf(bench, 'responses', LONG, rounds ?? 1, ['big', 'evt'])];
};
