import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { textAnswer } from '../lib/server/script/answers.js';
import { pageBlocks } from './docs/codeBlocks.js';
import { useServer } from './support/scripted.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const blocks = (language: string): readonly string[] => pageBlocks('README.md', language).map(({ code }) => code);

const runExample = (code: string, env: Readonly<Record<string, string>>): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (status) =>
      status === 0 ? resolve(output) : reject(new Error(`exit code ${status ?? 'none'}`)),
    );
  });

describe('README', () => {
  const using = useServer({ apiKey: 'the-key', script: {} });

  it('begins with two commands, and .ci/run runs the second one', () => {
    expect(blocks('sh')[0]?.trim().split('\n')).to.have.length(2);
    const [, test = ''] = blocks('sh')[0]?.trim().split('\n') ?? [];
    expect(readFileSync(new URL('../.ci/run', import.meta.url), 'utf8')).to.contain(test);
  });

  it('has a first example of ten lines or so that streams an answer', async () => {
    const [example = ''] = blocks('ts');
    expect(
      example
        .trim()
        .split('\n')
        .filter((line) => line !== '').length,
    ).to.be.at.most(10);
    using.server.enqueue({ answer: textAnswer('An old silent pond') });
    const env = { OPENAI_BASE_URL: using.server.baseUrl, OPENAI_API_KEY: 'the-key' };
    expect(await runExample(example, env)).to.equal('An old silent pond');
  });
});
