// npm run fuzz -- --minutes 10 --seed 1: the properties of the suite, with as many inputs as there is time for.
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { fuzzProperties } from './fuzz/fuzzProperties.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
const seed = Number(values.seed);
const properties = Object.entries(fuzzProperties);
const time = (Number(values.minutes) * 60_000) / properties.length;

console.log(`--seed ${seed}, ${(time / 1000).toFixed(0)} s each`);
for (const [name, property] of properties) {
  const result = await fc.check(property, {
    seed,
    numRuns: 2 ** 31,
    interruptAfterTimeLimit: time,
    endOnFailure: false,
  });
  console.log(`${name}: ${result.numRuns} inputs${result.failed && !result.interrupted ? ', failed' : ''}`);
  if (result.counterexample !== null) {
    console.log(fc.defaultReportMessage(result));
    process.exitCode = 1;
  }
}
