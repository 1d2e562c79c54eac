import { ratiosOf, valuesOf, type Bench, type Round } from '../Bench.js';
import { VARIANTS } from '../contenderNames.js';
import type { OpenReport } from '../job.js';
import { median } from '../statistics.js';
import { countOf, ratio, type Table } from '../table.js';

const STREAMS = 2000;
/** What the server sends before it falls silent. */
const DELTAS = 2;

const kilobytes = (values: readonly number[]): string => (median(values) / 1000).toFixed(1);

/** Many open answers whose server is silent: what each of them holds. */
export const open = async (bench: Bench): Promise<readonly Table[]> => {
  const names = bench.contenders((name) => !VARIANTS.has(name));
  const count = bench.options.rounds ?? (bench.options.quick ? 1 : 3);
  const rounds: Round<OpenReport>[] = [];
  for (let number = 1; number <= count; number++) {
    const what = `open: round ${number} of ${count}`;
    rounds.push(
      await bench.round(what, names, async (contender) => {
        const task = { type: 'open', streams: STREAMS, deltas: DELTAS } as const;
        const setting = bench.faultSettingOf('responses', 'silence');
        const report = await bench.measure(what, { type: 'read', contender, setting, task });
        return report?.type === 'open' ? report : undefined;
      }),
    );
  }
  const present = names.filter((name) => !bench.missing.has(name));
  return [
    {
      title: `open, ${STREAMS} answers whose server is silent, ${countOf(count)}`,
      head: ['client', 'heap x', 'heap kB/answer', 'RSS kB/answer'],
      rows: present.map((name) => [
        name,
        ratio(ratiosOf(rounds, name, ({ heap }) => heap)),
        kilobytes(valuesOf(rounds, name, ({ heap }) => heap)),
        kilobytes(valuesOf(rounds, name, ({ rss }) => rss)),
      ]),
    },
  ];
};
