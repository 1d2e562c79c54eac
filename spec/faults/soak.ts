// npm run soak -- --streams 10000 --concurrent 200 --seed 1: streams with random faults, and what they leave behind.
import { parseArgs } from 'node:util';
import { leakOf, soak } from './soak/soakRun.js';
import { transports } from './transports.js';

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '10000' },
    concurrent: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
const [streams, concurrent, seed] = [Number(values.streams), Number(values.concurrent), Number(values.seed)];

for (const [name, makeTransport] of Object.entries(transports)) {
  console.log(`${name}: ${streams} streams one after the other, then ${concurrent} at once; --seed ${seed}`);
  const begun = performance.now();
  const report = await soak({ streams, concurrent, seed, transport: makeTransport() });
  const { before, after, ends } = report;
  console.table({ before, after });
  console.table(ends);
  const leak = leakOf(report);
  console.log(`${((performance.now() - begun) / 1000).toFixed(0)} s; ${leak ?? 'nothing is left'}`);
  if (leak !== undefined) process.exitCode = 1;
}
