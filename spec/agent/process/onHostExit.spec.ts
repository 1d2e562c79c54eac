import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { bundleProgram, type BundledProgram } from '../../support/bundleProgram.js';
import { until } from '../../support/collect.js';
import { FAKE_CODEX, fakeProgram, isRunning, removePrograms, wholeTurn } from '../fakeProgram.js';

/** A program that runs a turn which hangs, and then does something. */
const host = (entryPoint: string, then: string): string => `
  const { Codex } = await import(${JSON.stringify(entryPoint)});
  const thread = new Codex({ codexPathOverride: ${JSON.stringify(FAKE_CODEX)} }).startThread();
  const { events } = await thread.runStreamed('Hi', { outputSchema: { type: 'object' } });
  for await (const { type } of events) { console.log(type); if (type === 'turn.started') { ${then} } }
`;

describe('the end of the host process', () => {
  let agent: BundledProgram;
  before(async () => {
    agent = await bundleProgram('lib/agent/index.ts');
  });
  after(() => agent.remove());
  const ends: readonly (readonly [string, string, NodeJS.Signals | undefined, unknown])[] = [
    ['by process.exit', 'process.exit(3);', undefined, [3, null]],
    ['by Ctrl-C', '', 'SIGINT', [null, 'SIGINT']],
    ['by SIGTERM', '', 'SIGTERM', [null, 'SIGTERM']],
    ['by an exception', "setImmediate(() => { throw new Error('a bug') });", undefined, [1, null]],
  ];
  for (const [how, then, signal, code] of ends)
    it(`${how} ends the program, removes its file, and is no other end than without it`, async () => {
      const program = fakeProgram([...wholeTurn().slice(0, 2), { hang: true }]);
      const child = spawn(process.execPath, ['--input-type=module', '--eval', host(agent.path, then)], {
        env: program.env,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const exit = once(child, 'exit');
      for await (const line of createInterface(child.stdout))
        if (line === 'turn.started' && signal !== undefined) child.kill(signal);
      expect(await exit).to.deep.equal(code);
      const [{ pid, schemaPath } = {}] = program.reports();
      expect(schemaPath).to.be.a('string');
      await until(() => !isRunning(pid) && !existsSync(String(schemaPath)));
      removePrograms();
    });
});
