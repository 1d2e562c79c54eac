import { valuesOf, type Bench, type Round } from '../Bench.js';
import { VARIANTS } from '../contenderNames.js';
import type { Answer, RepeatReport } from '../job.js';
import { median } from '../statistics.js';
import { countOf, figure, type Table } from '../table.js';

const ANSWER: Answer = { wire: 'responses', cut: 'evt', deltas: 1000, size: 0 };
const WARM = 10;

/** How long until there is something to show. */
export const firstEvent = async (bench: Bench): Promise<readonly Table[]> => {
  const names = bench.contenders((name) => !VARIANTS.has(name));
  const count = bench.options.rounds ?? (bench.options.quick ? 1 : 3);
  const rounds: Round<RepeatReport>[] = [];
  for (let number = 1; number <= count; number++) {
    const what = `first event: round ${number} of ${count}`;
    rounds.push(
      await bench.round(what, names, async (contender) => {
        const task = { type: 'repeat', warm: WARM } as const;
        const job = { type: 'read', contender, setting: await bench.settingOf(ANSWER), task } as const;
        const report = await bench.measure(what, job, ANSWER);
        return report?.type === 'repeat' ? report : undefined;
      }),
    );
  }
  const row = (name: string): readonly string[] => {
    const values = (of: (report: RepeatReport) => number) => valuesOf(rounds, name, of);
    return [
      name,
      figure(values(({ load }) => load)),
      figure(values(({ cold }) => cold.firstEvent)),
      figure(values(({ cold }) => cold.wall)),
      figure(values(({ warm }) => median(warm.map((reading) => reading.firstEvent)))),
    ];
  };
  return [
    {
      title: `first event, an answer of ${ANSWER.deltas} deltas, ${countOf(count)}`,
      head: ['client', 'modules load ms', 'first event cold ms', 'whole cold ms', 'first event warm ms'],
      rows: names.filter((name) => !bench.missing.has(name)).map(row),
    },
  ];
};
