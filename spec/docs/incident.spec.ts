import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { textAnswer } from '../../lib/server/script/answers.js';
import { useFolder } from '../node/temporary.js';
import { bundleProgram, type BundledProgram } from '../support/bundleProgram.js';
import { useServer } from '../support/scripted.js';
import { pageBlocks } from './codeBlocks.js';

const pathOf = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const NODE = `"${process.execPath}" --import ${import.meta.resolve('tsx')}`;

/** The section of the page: its commands, and the test that they run. */
const section = () => {
  const [commands = expect.fail()] = pageBlocks('docs/testing.md', 'sh').map(({ code }) => code.trim().split('\n'));
  const test = pageBlocks('docs/testing.md', 'js').find(({ code }) => code.includes('incident.marble'));
  return { commands, test: test?.code ?? expect.fail() };
};

describe('from an incident to a regression test in five commands', () => {
  const using = useFolder();
  const scripted = useServer();

  let program: BundledProgram;
  before(async () => {
    program = await bundleProgram('lib/cli/main.ts');
  });
  after(() => program.remove());

  it('works as the page shows', async () => {
    const busy = { error: { message: 'Slow down.' } };
    scripted.server.enqueue(
      { fault: { type: 'status', status: 429, headers: { 'retry-after': '0' }, body: busy } },
      { answer: textAnswer('Hello') },
    );
    const { commands, test } = section();
    expect(commands).to.have.length(5);
    writeFileSync(using.path('incident.test.js'), test);
    writeFileSync(using.path('package.json'), '{"type":"module"}');
    const { NODE_TEST_CONTEXT: _context, CI: _ci, UPDATE_MARBLES: _update, ...env } = process.env;
    const run = (command: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const line = command
          .replace('npx codex-rx', `"${process.execPath}" "${program.path}"`)
          .replace('node --test', `${NODE} --test`);
        const more = { OPENAI_BASE_URL: scripted.server.baseUrl, OPENAI_API_KEY: 'sk-of-the-incident' };
        const options = {
          cwd: using.folder,
          env: { ...env, ...more, TSX_TSCONFIG_PATH: pathOf('tsconfig.json'), GIT_CONFIG_NOSYSTEM: '1' },
        };
        const shell = execFile('sh', ['-c', line], options, (error, stdout, stderr) =>
          error === null ? resolve(stdout) : reject(new Error(`${command}\n${stdout}${stderr}`)),
        );
        shell.stdin?.end(); // the command line would wait for it
      });
    await run('git init -q');
    const outputs: string[] = [];
    for (const command of commands) outputs.push(await run(command));
    expect(outputs[0]).to.equal('Hello\n');
    expect(outputs[1]).to.match(/^marble 1\n\nrequests: 1.*2\n/);
    const file = readFileSync(using.path('incident.marble'), 'utf8');
    expect(file)
      .to.match(/^events: /m)
      .and.not.to.contain('sk-of-the-incident');
    expect(outputs[4]).to.match(/pass 1/);
  }).timeout(120_000);
});
