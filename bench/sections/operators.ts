import type { Bench } from '../Bench.js';
import { countOf, figure, ratio, type Table } from '../table.js';

const OPERATORS = ['aggregate', 'accumulate'];
const SHORT = 10_000;
const LONG = 100_000;

/** Whether an operator costs the same per delta however long the answer is: at 1.00 its cost is linear. */
export const operators = async (bench: Bench): Promise<readonly Table[]> => {
  const count = bench.options.rounds ?? (bench.options.quick ? 1 : 3);
  const rows: (readonly string[])[] = [];
  for (const operator of OPERATORS) {
    const costs = { short: [] as number[], long: [] as number[] };
    for (let number = 1; number <= count && !bench.missing.has(operator); number++) {
      const what = `operators, ${operator}: round ${number} of ${count}`;
      process.stderr.write(`${what}\n`);
      const short = await bench.measure(what, { type: 'operator', operator, deltas: SHORT });
      const long = await bench.measure(what, { type: 'operator', operator, deltas: LONG });
      if (short?.type !== 'operator' || long?.type !== 'operator') continue;
      costs.short.push((short.wall * 1e6) / SHORT);
      costs.long.push((long.wall * 1e6) / LONG);
    }
    const ratios = costs.long.map((cost, index) => cost / (costs.short[index] ?? NaN));
    if (ratios.length > 0) rows.push([operator, figure(costs.short), figure(costs.long), ratio(ratios)]);
  }
  return [
    {
      title: `operators, without a network, ${countOf(count)}`,
      head: ['operator', `${SHORT} deltas: ns each`, `${LONG} deltas: ns each`, 'long / short'],
      rows,
    },
  ];
};
