import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { firstValueFrom, map } from 'rxjs';
import { childProcessTransport } from '../../../lib/agent/process/childProcessTransport.js';
import { parseJson } from '../../../lib/operators/decode/parseJson.js';
import { splitLines } from '../../../lib/operators/framing/splitLines.js';
import { isJsonObject } from '../../../lib/protocol/codec/json.js';
import type { RunningProcess } from '../../../lib/transport/ProcessTransport.js';
import { errorOf, textOf, until, valuesOf } from '../../support/collect.js';
import { describeProcessTransport } from '../../support/contracts/processContract.js';
import {
  FAKE_CODEX,
  fakeProgram,
  isRunning,
  processesLike,
  removePrograms,
  type FakeProgram,
  type Step,
} from '../fakeProgram.js';

const requestOf = ({ env }: FakeProgram, stdin = '') => ({ command: process.execPath, args: [FAKE_CODEX], env, stdin });

const listeners = (): string =>
  ['exit', 'SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => `${name} ${process.listenerCount(name)}`).join();
/** Those that there are before anything has run. */
const LISTENERS = listeners();

describeProcessTransport('childProcessTransport', ({ chunks = [], stderr = '', then = 0 }) => {
  const end: Step = typeof then === 'number' ? { exit: then } : then === 'run on' ? { hang: true } : { signal: then };
  const program = fakeProgram([...chunks.map((raw) => ({ raw })), { stderr }, end]);
  const pids = () => program.reports().map(({ pid }) => pid);
  return Promise.resolve({
    transport: childProcessTransport(),
    request: requestOf(program),
    runs: () => pids().length,
    ended: () => until(() => pids().length > 0 && !pids().some(isRunning)),
    stop: async () => {
      await until(() => !pids().some(isRunning));
      removePrograms();
    },
  });
});

describe('childProcessTransport', () => {
  let program = fakeProgram([]);
  const play = (...steps: readonly Step[]) => (program = fakeProgram(steps));
  const start = (stdin = '', killGrace = 5_000): Promise<RunningProcess> =>
    firstValueFrom(childProcessTransport({ killGrace }).run(requestOf(program, stdin)));
  afterEach(async () => {
    await until(() => !program.reports().some(({ pid }) => isRunning(pid)));
    removePrograms();
  });

  /** The pid that a child of the double tells. */
  const childOf = async ({ stdout }: RunningProcess): Promise<{ pid: unknown; leave: () => void }> => {
    let pid: unknown;
    const lines = stdout.pipe(
      splitLines(),
      map((data) => ({ event: 'message', data })),
      parseJson(),
    );
    const subscription = lines.subscribe({
      next: (json) => (pid = isJsonObject(json) ? json['pid'] : undefined),
      error: () => expect.fail('no error was expected'),
    });
    await until(() => pid !== undefined);
    return { pid, leave: () => subscription.unsubscribe() };
  };

  it('hands over the prompt, the arguments and the environment as they are', async () => {
    play();
    const request = requestOf(program, '-- $HOME `ls`\n"é"');
    const args = [...request.args, '$HOME', 'a b', "'", '--model=-x'];
    const { stdout } = await firstValueFrom(childProcessTransport().run({ ...request, args }));
    await textOf(stdout);
    const [{ argv, stdin, env } = {}] = program.reports();
    expect(argv).to.deep.equal(args.slice(1));
    expect(stdin).to.equal(request.stdin);
    expect(env).to.deep.equal(request.env);
  });

  const unrunnable: readonly (readonly [string, string, number])[] = [
    ['is not there', '', 0o755],
    ['is a script without its interpreter', '#!/nowhere/sh\n', 0o755],
    ['is not executable', '#!/bin/sh\n', 0o644],
  ];
  for (const [what, text, mode] of unrunnable)
    it(`fails with a build error that names the program where it ${what}`, async () => {
      play();
      const folder = mkdtempSync(join(tmpdir(), 'unrunnable-'));
      const command = join(folder, 'codex');
      if (text !== '') writeFileSync(command, text, { mode });
      const error = await errorOf(childProcessTransport().run({ ...requestOf(program), command }));
      rmSync(folder, { recursive: true });
      expect(error.type === 'transport' && error.error.type).to.equal('build');
      expect(error.message).to.contain(command);
    });

  it('fails with a build error where the system takes no such arguments', async () => {
    play();
    const error = await errorOf(childProcessTransport().run({ ...requestOf(program), args: ['a\0b'] }));
    expect(error.type === 'transport' && error.error.type).to.equal('build');
  });

  it('survives a child that exits without reading a large prompt', async () => {
    play({ unread: true }, { raw: 'bye' }, { exit: 4 });
    const { stdout, exit } = await start('x'.repeat(4 * 1024 * 1024));
    expect(await textOf(stdout)).to.equal('bye');
    expect((await firstValueFrom(exit)).code).to.equal(4);
  });

  it('leaves the colours of a log on stderr out of what it reports', async () => {
    play({ stderr: '\u001B[2m2026\u001B[0m \u001B[31mERROR\u001B[0m no such model' }, { exit: 3 });
    const { stdout, exit } = await firstValueFrom(childProcessTransport().run(requestOf(program)));
    await textOf(stdout);
    expect((await firstValueFrom(exit)).stderr).to.equal('2026 ERROR no such model');
  });

  it('keeps the last 4 KiB of a flood on stderr, from a whole character on', async () => {
    play({ flood: { fd: 2, text: 'é'.repeat(50_001), times: 100 } }, { stderr: 'last words' });
    const { stdout, exit } = await start();
    await textOf(stdout);
    const { stderr } = await firstValueFrom(exit);
    expect(stderr).to.match(/^…é+last words$/);
    expect(Buffer.byteLength(stderr)).to.be.within(4_000, 4_200);
  });

  it('ends with the child what it left behind in its group', async () => {
    play({ child: {} });
    const running = await start();
    const { pid } = await childOf(running);
    expect((await firstValueFrom(running.exit)).code).to.equal(0);
    await until(() => !isRunning(pid));
  });

  it('has the output end with the child, also where what it left behind goes on writing', async () => {
    play({ child: { chatty: true } });
    const { stdout, exit } = await start();
    expect(await textOf(stdout)).to.contain('"type":"child"');
    expect((await firstValueFrom(exit)).code).to.equal(0);
  });

  it('ends the whole group when its reader leaves', async () => {
    play({ child: {} }, { hang: true });
    const { pid, leave } = await childOf(await start());
    expect(isRunning(pid)).to.equal(true);
    leave();
    await until(() => !isRunning(pid));
  });

  it('kills what hears neither SIGINT nor SIGTERM when the grace is over', async () => {
    play({ deaf: ['SIGINT', 'SIGTERM'] }, { child: { deaf: true } }, { hang: true });
    const running = await start('', 100);
    const { pid, leave } = await childOf(running);
    leave();
    expect((await firstValueFrom(running.exit)).signal).to.equal('SIGKILL');
    await until(() => !isRunning(pid));
  });

  for (const [deaf, signal] of [
    [[], 'SIGINT'],
    [['SIGINT'], 'SIGTERM'],
  ] as const)
    it(`ends with ${signal} what is deaf to ${deaf.join() || 'nothing'}`, async () => {
      play({ deaf }, { raw: 'x' }, { hang: true });
      const { stdout, exit } = await start('', 400);
      await firstValueFrom(stdout);
      expect((await firstValueFrom(exit)).signal).to.equal(signal);
    });

  it('lets go of its pipes where a process outside the group holds them', async () => {
    play({ raw: 'all' }, { child: { away: true } }, { exit: 0 });
    const running = await start();
    let text = '';
    await new Promise<void>((resolve, reject) => {
      running.stdout.subscribe({
        next: (chunk) => (text += Buffer.from(chunk).toString()),
        error: reject,
        complete: resolve,
      });
    });
    const [, pid = ''] = /"pid":(\d+)/.exec(text) ?? [];
    process.kill(Number(pid), 'SIGKILL');
    expect(text).to.match(/^all/);
    expect((await firstValueFrom(running.exit)).code).to.equal(0);
  });

  it('ends the child when its subscriber leaves before it runs', async () => {
    play({ hang: true });
    const request = requestOf(program);
    const subscription = childProcessTransport()
      .run({ ...request, args: [...request.args, program.folder] })
      .subscribe({ error: () => expect.fail('no error was expected') });
    expect(processesLike(program.folder)).to.have.length(1);
    subscription.unsubscribe();
    await until(() => processesLike(program.folder).length === 0);
  });

  it('leaves no listener on this process behind', async () => {
    for (let run = 0; run < 15; run++) {
      play({ raw: 'x' });
      const { stdout, exit } = await start();
      expect(await valuesOf(stdout)).to.have.length(1);
      await firstValueFrom(exit);
    }
    await until(() => listeners() === LISTENERS);
  });
});
