import { relative } from 'node:path';
import { reporters, Runner, type MochaOptions, type Test } from 'mocha';

const { EVENT_RUN_END, EVENT_TEST_FAIL, EVENT_TEST_PASS } = Runner.constants;

/** The number of tests after which a line is written if the output is a file. */
const TESTS_PER_LINE = 500;

const CLEAR_LINE = '\r\u001b[K';

/**
 * Shows how far a run is: on a terminal in one line that is replaced, elsewhere in a line for every 500 tests. A failing
 * test is named at once; its error comes with the others at the end.
 */
export default class ProgressReporter extends reporters.Base {
  private finished = 0;
  private failed = 0;

  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const { stdout } = process;
    const clear = () => stdout.isTTY && stdout.write(CLEAR_LINE);
    const show = (file: string | undefined) => {
      this.finished += 1;
      const line = `${this.finished} tests, ${this.failed} failed, ${relative(process.cwd(), file ?? '')}`;
      if (stdout.isTTY) stdout.write(`${CLEAR_LINE}${line.slice(0, stdout.columns - 1)}`);
      else if (this.finished % TESTS_PER_LINE === 0) stdout.write(`${line}\n`);
    };
    runner.on(EVENT_TEST_PASS, ({ file }: Test) => show(file));
    runner.on(EVENT_TEST_FAIL, (test: Test) => {
      this.failed += 1;
      clear();
      stdout.write(`FAILED ${test.fullTitle()}\n`);
      show(test.file);
    });
    runner.once(EVENT_RUN_END, () => {
      clear();
      this.epilogue();
    });
  }
}
