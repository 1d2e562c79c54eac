import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

/** Runs a file of tests with Vitest. */
const run = (): Promise<string> =>
  new Promise((resolve) => {
    const args = [vitest, 'run', '--root', root, '--no-color', 'spec/testing/runners/vitest.test.ts'];
    execFile(process.execPath, args, { env: { ...process.env, CI: '1', NO_COLOR: '1' } }, (_failure, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });

describe('marbleRunner, expectMarble and toMatchMarble under Vitest', () => {
  it('pass, and fail with both marble lines and the line of the test', async () => {
    const report = await run();
    expect(report).to.match(/Tests {2}1 failed \| 2 passed/);
    expect(report).to.match(/expected .*\n\s*received .*\n\s*\^ \d+ ms/);
    expect(report).to.match(/vitest\.test\.ts:26/);
  }).timeout(60_000);
});
