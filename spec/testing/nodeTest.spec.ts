import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('./runners/nodeTest.ts', import.meta.url));

/** Runs a file of tests with node:test, which reports by lines of TAP. */
const run = (): Promise<string> =>
  new Promise((resolve) => {
    // Without it, Node would take this for a test of a test run and write another format.
    const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
    const args = ['--import', 'tsx', '--test', '--test-reporter', 'spec', file];
    execFile(process.execPath, args, { env }, (_failure, stdout) => resolve(stdout));
  });

describe('marbleRunner under node:test', () => {
  it('shows the drawing once, and the line of the test', async () => {
    const report = await run();
    expect(report)
      .to.match(/pass 1\n/)
      .and.to.match(/fail 1\n/);
    const [, failure = ''] = report.split('failing tests:');
    expect(failure.match(/expected {2}-a-\|/g)).to.have.length(1);
    expect(failure).to.match(/\+ {3}"delta": "Hi"/);
    expect(failure).to.match(/at .*runners\/nodeTest\.ts:11/);
    expect(failure).not.to.contain('deepStrictEqual');
  }).timeout(60_000);
});
