import { valuesOf, type Bench, type Round } from '../Bench.js';
import { TimeLimitError } from '../processes.js';
import { VARIANTS } from '../contenderNames.js';
import type { Answer, Cut, Wire } from '../job.js';
import { countOf, figure, type Table } from '../table.js';

const WIRES: readonly Wire[] = ['responses', 'chat'];
/** The end of the body with the terminal event, 2 ms later and 20 ms later. */
const CUTS: readonly Cut[] = ['evt', 'late-2', 'late-20'];
const ANSWERS = 50;
const DELTAS = 30;
/** The longest that a contender may take for its answers, in milliseconds. Most take less than two seconds. */
const WITHIN = 20_000;
/** What is counted for a contender that takes longer: it has not finished. */
const LATE = Infinity;

const cellOf = (made: readonly number[]): string => (made.includes(LATE) ? 'did not finish' : figure(made));

/** One column of a table. */
interface Column {
  readonly head: string;
  readonly rounds: readonly Round<number>[];
}

/** Connections for answers one after another: a server ends its body at the terminal event, or a little later. */
export const connections = async (bench: Bench): Promise<readonly Table[]> => {
  const names = bench.contenders((name) => !VARIANTS.has(name));
  const count = bench.options.rounds ?? 1;

  const columnOf = async (wire: Wire, cut: Cut, isSecure: boolean): Promise<Column> => {
    const answer: Answer = { wire, cut, deltas: DELTAS, size: 0 };
    const delay = cut === 'evt' ? '0 ms' : `${cut.slice('late-'.length)} ms`;
    const head = isSecure ? `TLS, ${delay}` : delay;
    const rounds: Round<number>[] = [];
    for (let number = 1; number <= count; number++)
      rounds.push(
        await bench.round(`connections, ${wire}, ${head}: round ${number} of ${count}`, names, async (contender) => {
          const setting = await (isSecure ? bench.secureSettingOf(answer) : bench.settingOf(answer));
          const task = { type: 'short', warm: 0, answers: ANSWERS, atOnce: 1 } as const;
          await bench.connections();
          const report = await bench
            .measure(head, { type: 'read', contender, setting, task }, answer, WITHIN)
            .catch((error: unknown) => {
              if (error instanceof TimeLimitError) return 'late';
              throw error;
            });
          if (report === 'late') return LATE;
          return report === undefined ? undefined : bench.connections();
        }),
      );
    return { head, rounds };
  };

  const tables: Table[] = [];
  for (const wire of WIRES) {
    const columns: Column[] = [];
    for (const isSecure of [false, true]) for (const cut of CUTS) columns.push(await columnOf(wire, cut, isSecure));
    tables.push({
      title: `connections for ${ANSWERS} answers of ${wire}, by the delay of the end of the body, ${countOf(count)}`,
      head: ['client', ...columns.map(({ head }) => head)],
      rows: names
        .filter((name) => !bench.missing.has(name))
        .map((name) => [name, ...columns.map(({ rounds }) => cellOf(valuesOf(rounds, name, (made) => made)))]),
    });
  }
  return tables;
};
