// The packed package in test frameworks: the files that docs/testing.md shows for each of them.
import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeProgram } from '../../bench/prepare.js';
import { run, type SetUp } from './setUp.js';

const PAGE = new URL('../../docs/testing.md', import.meta.url);

/** The files of the page: blocks whose first line is their name. */
const filesOf = (page: string): ReadonlyMap<string, string> =>
  new Map([...page.matchAll(/```js\n\/\/ (\S+)\n(.*?)```/gs)].map(([, name = '', text = '']) => [name, text] as const));

/** A program, with the arguments that run one file of tests. */
interface Runner {
  readonly name: string;
  readonly file: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Matches the report of a run in which every test has passed. */
  readonly passed: RegExp;
  /** Matches the report of a run in which one test has failed. */
  readonly failed: RegExp;
  /** The number of times that the report has each failure. Default: 1. */
  readonly drawn?: number;
}

const vitest = (name: string, file: string, tests: number, ...options: readonly string[]): Runner => ({
  name,
  file,
  program: 'node_modules/vitest/vitest.mjs',
  args: ['run', '--no-color', ...options, file],
  passed: new RegExp(`Tests {2}${tests} passed \\(${tests}\\)`),
  failed: /Tests {2}1 failed/,
});

const OF_ANGULAR = ['--environment=happy-dom', '--config=angular.config.js'];

const RUNNERS: readonly Runner[] = [
  vitest('Vitest', 'vitest.test.js', 2),
  {
    name: 'Jest',
    file: 'jest.test.mjs',
    program: 'node_modules/jest/bin/jest.js',
    args: ['--no-color', '--ci'],
    passed: /Tests: {7}2 passed, 2 total/,
    failed: /Tests: {7}1 failed, 1 passed, 2 total/,
  },
  {
    name: 'Mocha',
    file: 'mocha.test.js',
    program: 'node_modules/mocha/bin/mocha.js',
    args: ['--no-color', 'mocha.test.js'],
    passed: /2 passing/,
    failed: /1 passing.*1 failing/s,
  },
  {
    name: 'node:test',
    file: 'node.test.js',
    program: '--test',
    args: ['--test-reporter=spec', 'node.test.js'],
    passed: /pass 2\n.*fail 0\n/s,
    failed: /pass 1\n.*fail 1\n/s,
    drawn: 2, // where it happens, and at the end
  },
  vitest('Angular', 'angular.test.js', 1, ...OF_ANGULAR),
  vitest('NgRx', 'ngrx.test.js', 1, ...OF_ANGULAR),
];

const ANGULAR_CONFIG = "export default { test: { setupFiles: ['./angular.setUp.js'] } };\n";

/** The expected stream of each file, and a wrong one with the lines that a failure shows. */
const WRONG: Readonly<Record<string, readonly [from: string, to: string, lines: RegExp]>> = {
  'angular.test.js': ["'  w 19ms h", "'  w 18ms h", /expected {2}w-+h.*\n\s*received {2}w-+h.*\n\s*\^ \d+ ms/],
  'ngrx.test.js': ["'     ------h", "'     -----h", /expected {2}-----h\n\s*received {2}------h\n\s*\^ 5 ms/],
};
const OTHERS = ["toBe('-a|')", "toBe('--a|')", /expected {2}--a\|\n\s*received {2}-a\|\n\s*\^ 1 ms/] as const;

/** Declares that the tests of the page pass in every framework, and that a failure is drawn once. */
export const declareTestRunnerChecks = ({ testing }: SetUp): void => {
  const files = filesOf(readFileSync(PAGE, 'utf8'));
  /** The oldest version of Node that is supported. */
  let node: string;

  const report = ({ program, args }: Runner): string => {
    // The flag that the page names for Jest. The others do without.
    const flags = program.includes('jest') ? ['--experimental-vm-modules'] : [];
    const { stdout, stderr } = run(node, [...flags, program, ...args], testing);
    return stdout + stderr;
  };

  describe('the tests of docs/testing.md, with the installed package', () => {
    before(() => {
      node = nodeProgram('20.19.0');
      for (const [name, text] of files) writeFileSync(join(testing, name), text);
      writeFileSync(join(testing, 'angular.config.js'), ANGULAR_CONFIG);
    });

    for (const runner of RUNNERS) {
      const { name, file, passed, failed, drawn = 1 } = runner;
      const text = files.get(file) ?? '';
      const [from, to, lines] = WRONG[file] ?? OTHERS;

      it(`pass under ${name}`, () => {
        expect(report(runner)).to.match(passed);
      });

      it(`show both marble lines under ${name} where they differ`, () => {
        const changed = text.replace(from, to);
        expect(changed).not.to.equal(text);
        writeFileSync(join(testing, file), changed);
        try {
          const shown = report(runner);
          expect(shown).to.match(failed).and.to.match(lines);
          expect(shown.match(/differs from the expected marbles/g)).to.have.length(drawn);
        } finally {
          writeFileSync(join(testing, file), text);
        }
      });
    }
  });
};
