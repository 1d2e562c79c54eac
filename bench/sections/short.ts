import { ratiosOf, valuesOf, type Bench, type Round } from '../Bench.js';
import { VARIANTS } from '../contenderNames.js';
import type { Answer, ShortReport } from '../job.js';
import { countOf, figure, ratio, type Table } from '../table.js';

const DELTAS = [1, 30, 300];
const AT_ONCE = [1, 50];

const rowsOf = (names: readonly string[], rounds: readonly Round<ShortReport>[]) =>
  names.map((name) => [
    name,
    ratio(ratiosOf(rounds, name, ({ cpu }) => cpu)),
    figure(valuesOf(rounds, name, ({ cpu }) => cpu * 1000)),
    figure(valuesOf(rounds, name, ({ wall }) => wall * 1000)),
  ]);

/** Short answers, one after another and many at once: what a call costs besides its bytes. */
export const short = async (bench: Bench): Promise<readonly Table[]> => {
  const names = bench.contenders((name) => !VARIANTS.has(name));
  const { quick } = bench.options;
  const count = bench.options.rounds ?? (quick ? 1 : 3);
  const [warm, answers] = quick ? [200, 200] : [600, 800];
  const tables: Table[] = [];
  for (const deltas of DELTAS)
    for (const atOnce of AT_ONCE) {
      const answer: Answer = { wire: 'responses', cut: 'evt', deltas, size: 0 };
      const title = `short, answers of ${deltas} deltas, ${atOnce === 1 ? 'one after another' : `${atOnce} at once`}`;
      const rounds: Round<ShortReport>[] = [];
      for (let number = 1; number <= count; number++) {
        const what = `${title}: round ${number} of ${count}`;
        rounds.push(
          await bench.round(what, names, async (contender) => {
            const task = { type: 'short', warm, answers, atOnce } as const;
            const job = { type: 'read', contender, setting: await bench.settingOf(answer), task } as const;
            const report = await bench.measure(what, job, answer);
            return report?.type === 'short' ? report : undefined;
          }),
        );
      }
      const present = names.filter((name) => !bench.missing.has(name));
      const head = ['client', 'CPU x', 'CPU µs/answer', 'wall µs/answer'];
      tables.push({ title: `${title}, ${countOf(count)}`, head, rows: rowsOf(present, rounds) });
    }
  return tables;
};
