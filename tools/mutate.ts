// npm run mutate: makes one fault at a time in a copy of `lib` and runs the tests that should notice it. Prints a table and
// the share of faults that were noticed, and fails below 95 %, or below 100 % for schedulers. `-- --short` tries the short
// list, `-- -g <text>` selects faults by their group, name and file, `-- --list` lists them, `-- --jobs 1` tries them one
// after the other instead of one for each processor. `npm run timing` changes each timing constant of `lib`, and runs marble
// tests alone.
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { constantMutants } from './mutate/constantMutants.js';
import { handoverMutants } from './mutate/handoverMutants.js';
import { listedMutants } from './mutate/listedMutants.js';
import type { Mutant } from './mutate/Mutant.js';
import { timingMutants } from './mutate/timingMutants.js';

/** `unsound`: the tests fail without the fault, so that their failure says nothing about it. */
type Outcome = 'killed' | 'survived' | 'stale' | 'unsound';

const { values } = parseArgs({
  options: {
    grep: { type: 'string', short: 'g', default: '' },
    group: { type: 'string', default: '' },
    short: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    jobs: { type: 'string', short: 'j', default: String(availableParallelism()) },
  },
});

/** A test that hangs has noticed the fault, but does not end by itself. */
const LONGEST_RUN = 120_000;
const LEAST = 0.95;
const FOLDERS = ['lib', 'spec', 'marbles', 'tools', 'docs', 'examples'];
const FILES = ['package.json', 'tsconfig.json', 'README.md', 'CONTRIBUTING.md', 'SECURITY.md', '.mocharc.json'];

const titleOf = ({ group, name }: Mutant): string => `${group}: ${name}`;
const candidates =
  values.group === 'timing'
    ? timingMutants
    : [...(await handoverMutants()), ...(await constantMutants()), ...listedMutants];
const mutants = candidates.filter(
  (mutant) =>
    `${titleOf(mutant)}, ${mutant.file}`.includes(values.grep) &&
    (values.group === '' || mutant.group === values.group) &&
    (!values.short || mutant.short === true),
);

const copyOfProject = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'codex-rx-mutate-'));
  for (const name of [...FOLDERS, ...FILES])
    await cp(name, join(folder, name), { recursive: true, filter: (path) => !path.includes('node_modules') });
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  return folder;
};

/** Runs tests, and resolves to true if all of them pass. */
const passes = (folder: string, tests: readonly string[]): Promise<boolean> =>
  new Promise((done) => {
    // Node itself, not a program that starts it: that one would leave an endless test behind when it is killed.
    const mocha = ['--import', 'tsx', 'node_modules/mocha/bin/mocha.js', '--no-config', '-r', 'spec/support/hooks.ts'];
    const args = [...mocha, '--bail', '--exit', '-t', '20000', ...tests];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
    const limit = setTimeout(() => child.kill('SIGKILL'), LONGEST_RUN);
    child.once('close', (code) => {
      clearTimeout(limit);
      done(code === 0);
    });
  });

const outcomeOf = async (folder: string, { file, from, to, tests }: Mutant): Promise<Outcome> => {
  const path = join(folder, 'lib', file);
  const source = await readFile(path, 'utf8');
  if (!source.includes(from)) return 'stale';
  await writeFile(
    path,
    source.replace(from, () => to),
  );
  try {
    return (await passes(folder, tests)) ? 'survived' : 'killed';
  } finally {
    await writeFile(path, source);
  }
};

const outcomes = new Map<Mutant, Outcome>();
/** Each list of tests runs once without a fault, in the copy of the job that needs it first. */
const soundness = new Map<string, Promise<boolean>>();

const isSound = (folder: string, tests: readonly string[]): Promise<boolean> => {
  const suite = tests.join(' ');
  const known = soundness.get(suite);
  if (known !== undefined) return known;
  const found = passes(folder, tests).then((isPassing) => isPassing || passes(folder, tests));
  soundness.set(suite, found);
  return found;
};

/** Tries the faults of a queue in a copy of its own, until none is left. */
const runJob = async (queue: Iterator<Mutant, undefined>): Promise<void> => {
  const folder = await copyOfProject();
  try {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      const mutant = next.value;
      const hasTests = mutant.tests.length > 0 && (await isSound(folder, mutant.tests));
      const outcome = hasTests ? await outcomeOf(folder, mutant) : 'unsound';
      outcomes.set(mutant, outcome);
      const argued = outcome === 'survived' && mutant.equivalent !== undefined ? ` (${mutant.equivalent})` : '';
      console.log(`${outcome.padEnd(9)} ${titleOf(mutant)}, ${mutant.file}${argued}`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
};

const run = async (): Promise<void> => {
  const queue = mutants.values();
  await Promise.all(Array.from({ length: Number(values.jobs) }, () => runJob(queue)));
  const groups = [...new Set(mutants.map(({ group }) => group))];
  let isEnough = true;
  for (const group of [...groups, 'all'] as const) {
    const counted = mutants.filter(
      (mutant) => (group === 'all' || mutant.group === group) && mutant.equivalent === undefined,
    );
    const killed = counted.filter((mutant) => outcomes.get(mutant) === 'killed').length;
    const share = counted.length === 0 ? 1 : killed / counted.length;
    const least = group === 'scheduler' || group === 'timing' ? 1 : group === 'all' ? LEAST : 0;
    isEnough &&= share >= least;
    console.log(`${group.padEnd(10)} ${killed} of ${counted.length} noticed, ${(share * 100).toFixed(1)} %`);
  }
  const stale = mutants.filter((mutant) => outcomes.get(mutant) === 'stale');
  if (stale.length > 0) console.log(`${stale.length} stale: their text is no longer in the file; correct the list`);
  const unsound = mutants.filter((mutant) => outcomes.get(mutant) === 'unsound');
  if (unsound.length > 0) console.log(`${unsound.length} unsound: their tests fail without the fault, too`);
  if (!isEnough || stale.length > 0 || unsound.length > 0 || mutants.length === 0) process.exitCode = 1;
};

if (values.list) for (const mutant of mutants) console.log(`${titleOf(mutant)}, ${mutant.file}`);
else await run();
