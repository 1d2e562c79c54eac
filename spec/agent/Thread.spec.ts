import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import * as t from 'io-ts';
import { take, tap } from 'rxjs';
import { childProcessTransport } from '../../lib/agent/process/childProcessTransport.js';
import { Codex } from '../../lib/agent/Codex.js';
import type { CodexOptions } from '../../lib/agent/options/CodexOptions.js';
import type { ThreadEvent } from '../../lib/agent/protocol/ThreadEvent.js';
import { isApiError, type ApiError } from '../../lib/protocol/errors/ApiError.js';
import { logAbove } from '../../lib/telemetry/Logger.js';
import { errorOf, outcomeOf, until, valuesOf } from '../support/collect.js';
import { FAKE_CODEX, fakeProgram, isRunning, removePrograms, wholeTurn, type Step } from './fakeProgram.js';

const schema = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };

const rejectionOf = async (promise: Promise<unknown>): Promise<ApiError> => {
  const error = await promise.then(
    () => expect.fail('a rejection was expected'),
    (reason: unknown) => reason,
  );
  if (isApiError(error)) return error;
  throw new Error('expected an ApiError', { cause: error });
};
const typesOf = (events: readonly ThreadEvent[]): readonly string[] => events.map(({ type }) => type);

describe('Thread', () => {
  let program = fakeProgram([]);
  const codexThat = (steps: readonly Step[], options: CodexOptions = {}): Codex => {
    program = fakeProgram(steps);
    return new Codex({ codexPathOverride: FAKE_CODEX, env: program.env, ...options });
  };
  const running = () => program.reports().filter(({ pid }) => isRunning(pid));
  /** What is left of the files that a turn needs; the double's folder is where temporary files go. */
  const schemaFolders = () => readdirSync(program.folder).filter((name) => name.startsWith('codex-rx-'));
  let temporary: string | undefined;
  beforeEach(() => (temporary = process.env['TMPDIR']));
  afterEach(async () => {
    await until(() => running().length === 0);
    if (temporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = temporary;
    removePrograms();
  });

  describe('run', () => {
    it('gives the items, the last message and the usage of a turn', async () => {
      const thread = codexThat(wholeTurn('Hello')).startThread();
      const { items, finalResponse, usage } = await thread.run('Hi');
      expect(items).to.deep.equal([{ id: 'item_0', type: 'agent_message', text: 'Hello' }]);
      expect(finalResponse).to.equal('Hello');
      expect(usage?.output_tokens).to.equal(2);
    });

    it('tells its logger of the turn, and not what was asked or answered', async () => {
      const lines: string[] = [];
      const logger = logAbove('debug', (level, message) =>
        lines.push(`${level}: ${message.replace(/\d+ ms/, 'n ms')}`),
      );
      await codexThat(wholeTurn('the answer'), { logger }).startThread().run('the question');
      expect(lines).to.deep.equal([
        'debug: turn of a new thread: begun',
        'info: turn of thread_1: completed after n ms, 1 tokens in, 2 out',
        'debug: turn of thread_1: the program is gone after n ms',
      ]);
    });

    it('goes on with the thread that the first turn began', async () => {
      const thread = codexThat(wholeTurn()).startThread();
      expect(thread.id).to.equal(null);
      await thread.run('one');
      expect(thread.id).to.equal('thread_1');
      await thread.run('two');
      const [first, second] = program.reports();
      expect(first?.['argv']).not.to.contain('resume');
      expect(second?.['argv']).to.deep.equal(['exec', '--experimental-json', 'resume', '--', 'thread_1']);
      expect([first?.['stdin'], second?.['stdin']]).to.deep.equal(['one', 'two']);
    });

    it('runs two turns that are asked for at once one after the other', async () => {
      const thread = codexThat(wholeTurn()).startThread();
      await Promise.all([thread.run('one'), thread.run('two')]);
      expect(program.reports().map(({ stdin }) => stdin)).to.deep.equal(['one', 'two']);
      expect(program.reports()[1]?.['argv']).to.contain('thread_1');
    });

    it("rejects with the turn's message where it failed, also with exit code 0", async () => {
      const message = '{"type":"error","error":{"message":"The model gpt-9 does not exist"}}';
      const codex = codexThat([{ line: { type: 'turn.failed', error: { message } } }, { exit: 0 }]);
      const error = await rejectionOf(codex.startThread().run('Hi'));
      expect(error.type).to.equal('not_found');
      expect(error.message).to.equal('not found: The model gpt-9 does not exist');
    });

    it('rejects where the id of a thread to resume must be a text, got null yet', async () => {
      const codex = codexThat(wholeTurn());
      const error = await rejectionOf(codex.resumeThread(codex.startThread().id).run('Hi'));
      expect(error.message).to.contain('the id of a thread to resume must be a text, got null');
      expect(program.reports()).to.deep.equal([]);
    });
  });

  describe('runStreamed', () => {
    it('runs nothing before the first event is asked for', async () => {
      const { events } = await codexThat(wholeTurn()).startThread().runStreamed('Hi');
      expect(program.reports()).to.deep.equal([]);
      const types: string[] = [];
      for await (const { type } of events) types.push(type);
      expect(types).to.deep.equal(['thread.started', 'turn.started', 'item.completed', 'turn.completed']);
    });

    it('ends the program when the loop is left', async () => {
      const { events } = await codexThat([...wholeTurn().slice(0, 2), { hang: true }])
        .startThread()
        .runStreamed('Hi');
      for await (const { type } of events) if (type === 'turn.started') break;
      await until(() => program.reports().length === 1 && running().length === 0);
    });

    it('slows the program down while nobody takes its events, and loses none', async () => {
      const text = 'x'.repeat(1000);
      const item = `${JSON.stringify({ type: 'item.updated', item: { id: 'a', type: 'agent_message', text } })}\n`;
      const codex = codexThat([{ flood: { fd: 1, text: item, times: 5000 } }, ...wholeTurn()]);
      const { events } = await codex.startThread().runStreamed('Hi');
      await events.next();
      // Time enough to write and read all 5 MB, if they were read: each look lets the program fill its pipe again.
      for (let look = 0; look < 60; look++) {
        expect(running()).to.have.length(1);
        await new Promise((resolve) => setImmediate(resolve));
      }
      let count = 1;
      for await (const { type } of events) if (type === 'item.updated') count += 1;
      expect(count).to.equal(5000);
    });
  });

  describe('runAs', () => {
    const Verdict = t.type({ ok: t.boolean });

    it('gives the answer, validated, and tells the agent its shape', async () => {
      const thread = codexThat(wholeTurn('{"ok":true}')).startThread();
      process.env['TMPDIR'] = program.folder;
      const { ok } = await thread.runAs(Verdict, 'Well?', { outputSchema: schema });
      expect(ok).to.equal(true);
      expect(program.reports()[0]?.['schema']).to.deep.equal(schema);
      expect(schemaFolders()).to.deep.equal([]);
    });

    for (const [text, why] of [
      ['{"ok":"yes"}', `failed to decode the agent's answer: ok: expected boolean, got "yes"`],
      ['Well, yes.', 'expected a JSON frame, got: Well, yes.'],
      ['', 'expected a JSON frame, got: (no message)'],
    ] as const)
      it(`rejects where the answer is ${JSON.stringify(text)}`, async () => {
        const thread = codexThat(wholeTurn(text)).startThread();
        const error = await rejectionOf(thread.runAs(Verdict, 'Well?', { outputSchema: schema }));
        expect(error).to.deep.include({ type: 'stream', detail: why });
      });
  });

  describe('events, under faults', () => {
    const begun = wholeTurn().slice(0, 2);
    const faultOf = (steps: readonly Step[], options: CodexOptions = {}, prompt = 'Hi') =>
      errorOf(codexThat(steps, options).startThread().events(prompt));

    it('codex-cli-missing: says what is missing and how to get it', async () => {
      const error = await faultOf([], { codexPathOverride: '/nowhere/codex' });
      expect(error.type === 'transport' && error.error.type).to.equal('build');
      expect(error.message).to.contain('npm install @openai/codex');
    });

    it('codex-cli-exit-nonzero: has the exit code and the last of stderr', async () => {
      const { message } = await faultOf([...begun, { stderr: 'no such model\n' }, { exit: 2 }]);
      expect(message).to.equal('stream error: codex exited with code 2 before the turn was complete: no such model');
    });

    it('codex-cli-killed: names the signal', async () => {
      const { message } = await faultOf([...begun, { signal: 'SIGKILL' }]);
      expect(message).to.equal('stream error: codex was terminated by SIGKILL before the turn was complete');
    });

    it('codex-cli-exit0-no-terminal: is an error', async () => {
      const { message } = await faultOf([...begun, { exit: 0 }]);
      expect(message).to.equal('stream error: codex exited with code 0 before the turn was complete');
    });

    it('codex-cli-bad-json-line: shows the line', async () => {
      const { message } = await faultOf([...begun, { raw: '{"type":"item.com\n' }, { hang: true }]);
      expect(message).to.equal('stream error: expected a JSON frame, got: {"type":"item.com');
    });

    it('skips a line that the program did not write, and logs it', async () => {
      const warnings: string[] = [];
      const logger = logAbove('warn', (_level, line) => warnings.push(line));
      const raw = 'SUCCESS: The process with PID 4711 (child of PID 99) has been terminated.\r\n';
      const codex = codexThat([...wholeTurn().slice(0, 2), { raw }, ...wholeTurn('Hi').slice(2)], { logger });
      const { finalResponse } = await codex.startThread().run('Hi');
      expect(finalResponse).to.equal('Hi');
      expect(warnings.join()).to.contain('SUCCESS: The process with PID 4711');
    });

    it('reports the reason of an error event where no turn.failed follows', async () => {
      const { message } = await faultOf([
        ...begun,
        { line: { type: 'error', message: 'the disk is full' } },
        { exit: 1 },
      ]);
      expect(message).to.contain('exited with code 1').and.to.contain('the disk is full');
    });

    it('reports the usage of the turn, not of the thread', async () => {
      const usage = { input_tokens: 10, cached_input_tokens: 0, output_tokens: 5 };
      const first = [...wholeTurn().slice(0, 3), { line: { type: 'turn.completed', usage } }];
      const thread = codexThat(first).startThread();
      await thread.run('one');
      const { usage: second } = await thread.run('two');
      expect(second).to.deep.include({ input_tokens: 0, output_tokens: 0 });
    });

    it('codex-cli-partial-line: puts together what was cut, byte by byte, with CRLF', async () => {
      const lines = wholeTurn('é😀').map(({ line }) => JSON.stringify(line));
      const events = await valuesOf(
        codexThat([{ bytewise: lines.join('\r\n') }])
          .startThread()
          .events('Hi'),
      );
      expect(typesOf(events)).to.deep.equal(['thread.started', 'turn.started', 'item.completed', 'turn.completed']);
      expect(events[2]).to.deep.include({ item: { id: 'item_0', type: 'agent_message', text: 'é😀' } });
    });

    it('codex-cli-huge-line: ends a program that writes 100 MB without a line end', async () => {
      const steps = [...begun, { flood: { fd: 1, text: 'x'.repeat(64 * 1024), times: 1600 } }, { hang: true }];
      const { message } = await faultOf(steps);
      expect(message).to.equal('stream error: a line is longer than 10485760 characters (maxLineLength)');
    });

    it('codex-cli-epipe: survives a program that does not read a large prompt', async () => {
      const steps = [{ unread: true }, { stderr: 'no such option' }, { exit: 2 }];
      const { message } = await faultOf(steps, {}, 'x'.repeat(4 * 1024 * 1024));
      expect(message).to.contain('exited with code 2 before the turn was complete: no such option');
    });

    it('codex-cli-epipe: takes the answer of a program that does not read a large prompt', async () => {
      const codex = codexThat([{ unread: true }, ...wholeTurn()]);
      expect((await codex.startThread().run('x'.repeat(4 * 1024 * 1024))).finalResponse).to.equal('Hi');
    });

    it('codex-cli-exit-before-stdout-close: reads on where another process holds the output', async () => {
      const events = await valuesOf(
        codexThat([...wholeTurn(), { child: {} }, { exit: 0 }])
          .startThread()
          .events('Hi'),
      );
      expect(typesOf(events).at(-1)).to.equal('turn.completed');
    });

    it('codex-cli-arg-injection: hands a prompt that begins with a dash to stdin', async () => {
      await codexThat(wholeTurn()).startThread().run('--help; $(reboot)');
      expect(program.reports()[0]?.['stdin']).to.equal('--help; $(reboot)');
      expect(program.reports()[0]?.['argv']).to.deep.equal(['exec', '--experimental-json']);
    });

    it('codex-cli-env: replaces the environment, with the key in it and not in the arguments', async () => {
      const codex = codexThat(wholeTurn(), { apiKey: 'sk-secret' });
      await codex.startThread().run('Hi');
      const [{ env, argv } = {}] = program.reports();
      const added = { CODEX_API_KEY: 'sk-secret', CODEX_INTERNAL_ORIGINATOR_OVERRIDE: 'codex_rx' };
      expect(env).to.deep.equal({ ...program.env, ...added });
      expect(JSON.stringify(argv)).not.to.contain('sk-secret');
    });

    it('has no key in any error, also where the program repeats it', async () => {
      const apiKey = 'sk-secret-0123456789';
      const options = { apiKey };
      const loud = await faultOf([...begun, { stderr: `wrong key: ${apiKey}` }, { exit: 1 }], options);
      expect(loud.message).to.contain('wrong key: [redacted]');
      const failed = codexThat(
        [{ line: { type: 'turn.failed', error: { message: `wrong key: ${apiKey}` } } }],
        options,
      );
      expect((await rejectionOf(failed.startThread().run('Hi'))).message).to.contain('wrong key: [redacted]');
      const line = await faultOf([{ raw: `{debug ${apiKey}\n` }], options);
      expect(line.message).to.contain('{debug [redacted]');
    });

    it('has no key in the log of a line that is skipped', async () => {
      const apiKey = 'sk-secret-0123456789';
      const warnings: string[] = [];
      const logger = logAbove('warn', (_level, text) => warnings.push(text));
      await codexThat([{ raw: `debug ${apiKey}\n` }, ...wholeTurn()], { apiKey, logger })
        .startThread()
        .run('Hi');
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.contain('debug [redacted]').and.not.to.contain(apiKey);
    });

    it('waits no longer than the grace for a program that hangs after its turn', async () => {
      const codex = codexThat([...wholeTurn(), { hang: true }], { exitGrace: 50 });
      const { values, error } = await outcomeOf(codex.startThread().events('Hi'));
      expect([typesOf(values).at(-1), error]).to.deep.equal(['turn.completed', undefined]);
    });

    it('kills a program that hears neither SIGINT nor SIGTERM', async () => {
      const transport = childProcessTransport({ killGrace: 50 });
      const codex = codexThat([{ deaf: ['SIGINT', 'SIGTERM'] }, ...wholeTurn(), { hang: true }], {
        exitGrace: 50,
        transport,
      });
      await codex.startThread().run('Hi');
      await until(() => running().length === 0);
    });

    it('floods of stderr neither block the program nor fill memory', async () => {
      const flood = { flood: { fd: 2, text: 'warning '.repeat(10_000), times: 500 } };
      const { finalResponse } = await codexThat([flood, ...wholeTurn()])
        .startThread()
        .run('Hi');
      expect(finalResponse).to.equal('Hi');
    });

    for (const end of [{ exit: 3 }, { hang: true }, { raw: 'not JSON\n' }])
      it(`removes the schema file where a turn ends with ${JSON.stringify(end)}`, async () => {
        const thread = codexThat([...begun, end]).startThread();
        process.env['TMPDIR'] = program.folder;
        const folders: (readonly string[])[] = [];
        // leaves at the second event where the program hangs
        const turn = thread.events('Hi', { outputSchema: schema }).pipe(
          tap(() => folders.push(schemaFolders())),
          take('hang' in end ? 2 : Infinity),
        );
        await outcomeOf(turn);
        expect(folders.map(({ length }) => length)).to.deep.equal([1, 1]);
        expect(schemaFolders()).to.deep.equal([]);
      });
  });
});
