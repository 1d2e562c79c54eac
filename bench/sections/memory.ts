import type { Bench } from '../Bench.js';
import type { Answer, Ending, SlowReport } from '../job.js';
import { figure, mebibytes, type Table } from '../table.js';

const ANSWER: Answer = { wire: 'responses', cut: 'big', deltas: 100_000, size: 1750 };
const IDLE_TIMEOUT = 2000;
const LINGER = 2000;
/** What they would say, their neighbours do. */
const SKIPPED = new Set(['limit-http', 'rx-routed', 'openai6', 'openai6-stream', 'openai7-stream']);

interface Slow {
  readonly report: SlowReport;
  readonly ending: Ending;
}

const closeOf = ({ report, ending }: Slow): string => {
  if (ending.whole) return 'sent all';
  const after = ending.at - report.leftAt;
  // The end of the process closes the socket in any case.
  return after < LINGER ? figure([Math.max(0, after)]) : 'never';
};

const rowOf = (name: string, slow: Slow): readonly string[] => [
  name,
  mebibytes(slow.ending.pushed),
  mebibytes(slow.report.rssGrowth),
  String(slow.report.deltas),
  closeOf(slow),
  slow.report.failure?.split('\n')[0]?.slice(0, 60) ?? 'no',
];

/** A consumer that is slower than the server: who holds the server back, and who fills the memory. */
export const memory = async (bench: Bench): Promise<readonly Table[]> => {
  const names = bench.contenders((name) => !SKIPPED.has(name));
  const leaveAfter = bench.options.quick ? 3000 : 15_000;
  const count = bench.options.rounds ?? 1;
  const rows: (readonly string[])[] = [];
  for (let number = 1; number <= count; number++) {
    const what = `memory: round ${number} of ${count}`;
    const round = await bench.round(what, names, async (contender): Promise<Slow | undefined> => {
      const setting = { ...(await bench.settingOf(ANSWER)), idleTimeout: IDLE_TIMEOUT };
      const task = { type: 'slow', leaveAfter, linger: LINGER } as const;
      const ending = bench.nextEnding();
      const report = await bench.measure(what, { type: 'read', contender, setting, task });
      return report?.type === 'slow' ? { report, ending: await ending } : undefined;
    });
    for (const name of names) {
      const slow = round.get(name);
      if (slow !== undefined) rows.push(rowOf(name, slow));
    }
  }
  return [
    {
      title: `memory, 192 MiB, the consumer takes 1 ms per delta and leaves after ${leaveAfter / 1000} s`,
      head: ['client', 'server pushed MiB', 'RSS growth MiB', 'deltas read', 'close seen after ms', 'failed'],
      rows,
    },
  ];
};
