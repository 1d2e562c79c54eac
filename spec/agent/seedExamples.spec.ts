import { execFile } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { bundleProgram } from '../support/bundleProgram.js';
import { FAKE_CODEX, fakeProgram, removePrograms, wholeTurn, type Step } from './fakeProgram.js';

// The examples of seeds/001 as they stand there, but for the name that they import. They are neither checked by the
// compiler nor formatted: `result.items[0].text` has no type, and their text is not ours to change.
const EXAMPLES = 'spec/agent/seedExamples';

/** Runs an example in a folder where `codex` is the double, found in PATH as an installed one would be. */
const runExample = async (name: string, steps: readonly Step[]) => {
  const program = fakeProgram(steps);
  const example = await bundleProgram(`${EXAMPLES}/${name}.ts`);
  try {
    symlinkSync(FAKE_CODEX, join(program.folder, 'codex'));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [example.path], {
      env: { ...program.env, PATH: `${program.folder}${delimiter}${process.env['PATH'] ?? ''}` },
    });
    return { stdout, stderr, reports: program.reports() };
  } finally {
    example.remove();
    removePrograms();
  }
};

describe('the examples of seeds/001', () => {
  it('stream a turn', async () => {
    const { stdout, reports } = await runExample('basicStreaming', wholeTurn('Fine, and you?'));
    expect(stdout).to.equal('AI: Fine, and you?\n');
    expect(reports[0]?.['argv']).to.deep.equal([
      'exec',
      '--experimental-json',
      '--config=openai_base_url="https://api.example.com"',
      '--model=gpt-5.1',
    ]);
    expect(reports[0]?.['env']).to.deep.include({ CODEX_API_KEY: 'your-api-key' });
  });

  it('take a schema of zod for structured output', async () => {
    const answer = '{"summary":"It is sunny","keywords":["weather"],"sentiment":"positive"}';
    const { stdout, reports } = await runExample('structuredOutput', wholeTurn(answer));
    expect(stdout).to.equal(`Summary: ${answer}\n`);
    expect(reports[0]?.['schema']).to.deep.include({
      type: 'object',
      required: ['summary', 'keywords', 'sentiment'],
      additionalProperties: false,
    });
  });

  it('resume a thread', async () => {
    const { stderr, reports } = await runExample('taskManagement', wholeTurn());
    expect(stderr).to.equal('');
    expect(reports, 'nothing is run: no event was asked for').to.deep.equal([]);
  });

  it('handle errors', async () => {
    const failed = { line: { type: 'turn.failed', error: { message: 'out of quota' } } };
    const { stderr } = await runExample('errorHandling', [...wholeTurn().slice(0, 2), failed, { exit: 1 }]);
    expect(stderr).to.equal('Request failed: stream error: out of quota\nTurn failed: out of quota\n');
  });
});
