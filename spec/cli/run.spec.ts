import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { EMPTY, firstValueFrom, from, NEVER, of, Subject } from 'rxjs';
import manifest from '../../package.json' with { type: 'json' };
import { isRight } from '#either';
import { run } from '../../lib/cli/run.js';
import { parseRecording } from '../../lib/protocol/recording/parseRecording.js';
import { structuredAnswer, textAnswer } from '../../lib/server/script/answers.js';
import { until } from '../support/collect.js';
import { fakeTerminal, type FakeTerminal } from '../support/fakeTerminal.js';
import { loopback } from '../support/loopback.js';
import { useServer } from '../support/scripted.js';
import { within } from '../support/within.js';

const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47]);

describe('the program, with a terminal of a test', () => {
  const using = useServer();
  let folder = '';
  const path = (name: string) => join(folder, name);
  const execute = (args: readonly string[], terminal: FakeTerminal, env = {}) =>
    firstValueFrom(run(['--base-url', using.server.baseUrl, ...args], env, terminal));
  const body = (index = 0): unknown => using.server.requests[index]?.body;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'codex-rx-cli-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('sends what is piped in after the prompt, and alone where there is none', async () => {
    await execute(['Summarise'], fakeTerminal({ piped: from(['di', 'ff\n']) }));
    await execute([], fakeTerminal({ piped: of('only this') }));
    expect(JSON.stringify(body(0))).to.contain('"text":"Summarise\\n\\ndiff"');
    expect(JSON.stringify(body(1))).to.contain('"text":"only this"');
  });

  it('asks for a prompt where a pipe brings nothing', async () => {
    const terminal = fakeTerminal({ piped: of('') });
    expect(await execute([], terminal)).to.equal(2);
    expect(terminal.notes).to.deep.equal([
      'codex-rx: the prompt is missing; for example: codex-rx "Write a haiku about streams". See codex-rx --help.',
    ]);
    expect(using.server.requests).to.have.length(0);
  });

  it('sends system prompt, pictures, PDFs, texts and a schema', async () => {
    writeFileSync(path('a.png'), PNG);
    writeFileSync(path('b.pdf'), '%PDF');
    writeFileSync(path('c.ts'), 'const a = 1;');
    writeFileSync(path('schema.json'), '{"type":"object","properties":{"n":{"type":"number"}}}');
    using.server.enqueue({ answer: structuredAnswer({ n: 1 }) });
    const files = ['a.png', 'b.pdf', 'c.ts'].flatMap((name) => ['-f', path(name)]);
    const terminal = fakeTerminal();
    expect(await execute(['-s', 'Be brief.', ...files, '--schema', path('schema.json'), 'What?'], terminal)).to.equal(
      0,
    );
    const sent = JSON.stringify(body());
    expect(sent).to.contain('"instructions":"Be brief."');
    expect(sent).to.contain('"text":"What?\\n\\nc.ts:\\n```\\nconst a = 1;\\n```"');
    expect(sent).to.contain('"image_url":"data:image/png;base64,iVBORw=="');
    expect(sent).to.contain('"filename":"b.pdf","file_data":"data:application/pdf;base64,JVBERg=="');
    expect(sent).to.contain('"type":"json_schema"');
  });

  it('writes the answer to a file', async () => {
    using.server.enqueue({ answer: textAnswer('Hello') });
    const terminal = fakeTerminal();
    expect(await execute(['-o', path('out.txt'), 'hi'], terminal)).to.equal(0);
    await until(() => readFileSync(path('out.txt'), 'utf8') === 'Hello\n');
    expect(terminal.written()).to.equal('');
  });

  for (const [what, args] of [
    ['a file that does not exist', ['-f', '/nowhere/a.png', 'hi']],
    ['an output that cannot be opened', ['-o', '/nowhere/out.txt', 'hi']],
    ['a recording that cannot be created', ['--record', '/nowhere/a.jsonl', 'hi']],
    ['a .marble recording that cannot be created', ['--record', '/nowhere/a.marble', 'hi']],
    ['a recording of the list of models that cannot be created', ['--record', '/nowhere/a.jsonl', 'models']],
  ] as const)
    it(`${what}: one sentence, exit code 8`, async () => {
      const terminal = fakeTerminal();
      expect(await execute(args, terminal)).to.equal(8);
      expect(terminal.notes.join('\n')).to.match(/^codex-rx: .*ENOENT[^\n]*$/);
      expect(using.server.requests).to.have.length(0);
    });

  it('a recording that fails while the answer arrives: exit code 8 at the end', async () => {
    using.server.enqueue({ answer: textAnswer('word '.repeat(20)), pace: { tokensPerSecond: 40 } });
    mkdirSync(path('gone'));
    const terminal = fakeTerminal();
    const code = execute(['--record', path('gone/a.jsonl'), 'hi'], terminal);
    await until(() => terminal.written() !== '');
    rmSync(path('gone'), { recursive: true });
    expect(await code).to.equal(8);
    expect(terminal.written()).to.match(/(word ){20}/);
    expect(terminal.notes[0]).to.match(/^codex-rx: the recording is not complete: .*ENOENT/);
  });

  for (const [what, text, code] of [
    ['JSON', '{"n":1}', 0],
    ['JSON that does not match, which is not checked', '{"m":"x"}', 0],
    ['not JSON', 'Sure! Here it is.', 1],
    ['cut off', '{"n":', 1],
  ] as const)
    it(`--schema, and the answer is ${what}: exit code ${code}`, async () => {
      writeFileSync(path('n.json'), '{"type":"object","properties":{"n":{"type":"number"}}}');
      using.server.enqueue({ answer: textAnswer(text) });
      const terminal = fakeTerminal();
      expect(await execute(['--schema', path('n.json'), 'hi'], terminal)).to.equal(code);
      expect(terminal.written()).to.equal(`${text}\n`);
      expect(terminal.notes.filter((line) => line.includes('the answer is not JSON'))).to.have.length(code);
    });

  it('a full disk: one sentence, exit code 8, and the socket is closed', async () => {
    using.server.enqueue({ answer: textAnswer('Hello there'), fault: { type: 'stall_mid_body', after: 5 } });
    const full = new Subject<{ readonly code: string; readonly message: string }>();
    const terminal = fakeTerminal({ outputFailed: full });
    const code = execute(['hi'], terminal);
    await until(() => terminal.written() !== '');
    full.next({ code: 'ENOSPC', message: 'ENOSPC: no space left on device, write' });
    expect(await code).to.equal(8);
    expect(terminal.notes.at(-1)).to.match(/^codex-rx: the output cannot be written: ENOSPC/);
    expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
  });

  it('shows the id of a request that failed', async () => {
    const body = { error: { message: 'No.', code: 'x' } };
    using.server.enqueue({ fault: { type: 'status', status: 400, headers: { 'x-request-id': 'req_7' }, body } });
    const terminal = fakeTerminal();
    await execute(['hi'], terminal);
    expect(terminal.notes.join('\n')).to.contain('req_7');
  });

  it('refuses a provider without its key, and sends nothing', async () => {
    const terminal = fakeTerminal();
    expect(await firstValueFrom(run(['--provider', 'groq', 'hi'], {}, terminal))).to.equal(3);
    expect(terminal.notes).to.deep.equal([
      'codex-rx: --provider groq needs a key. Set GROQ_API_KEY in the environment.',
    ]);
  });

  it('uses the wire and the key header of a provider', async () => {
    const env = { ANTHROPIC_API_KEY: 'the-key' };
    expect(await execute(['--provider', 'anthropic', '-m', 'claude', 'hi'], fakeTerminal(), env)).to.equal(0);
    expect(using.server.requests[0]).to.deep.include({ path: '/v1/messages' });
    expect(using.server.requests[0]?.headers).to.deep.include({ 'x-api-key': 'the-key' });
  });

  it('records the response', async () => {
    expect(await execute(['--record', path('incident.jsonl'), 'hi'], fakeTerminal())).to.equal(0);
    const recording = () => parseRecording(readFileSync(path('incident.jsonl'), 'utf8'));
    await until(() => isRight(recording()));
    expect(recording()).to.have.nested.property('right.status', 200);
  });

  it('records to a .marble file, and converts to one', async () => {
    const [recorded, converted] = [path('incident.marble'), path('converted.marble')];
    expect(await execute(['--record', recorded, 'hi'], fakeTerminal())).to.equal(0);
    const isWhole = () => existsSync(recorded) && readFileSync(recorded, 'utf8').includes('response.completed');
    await until(isWhole);
    expect(readFileSync(recorded, 'utf8')).to.match(/^marble 1\n\nrequests: 1\n/);
    const terminal = fakeTerminal();
    expect(await execute(['convert', recorded, converted], terminal)).to.equal(0);
    expect(terminal.notes).to.deep.equal([`${converted} is written.`]);
    expect(readFileSync(converted, 'utf8')).to.equal(readFileSync(recorded, 'utf8'));
    expect(await execute(['convert', path('missing.jsonl'), converted], fakeTerminal())).to.equal(8);
  });

  for (const [what, args] of [
    ['models', ['models']],
    ['a prompt', ['hi']],
  ] as const)
    it(`${what}, with no server on this machine: advice to start one, and each reason once`, async () => {
      const dead = await loopback(() => undefined);
      await dead.stop();
      const terminal = fakeTerminal();
      const flags = ['--provider', 'ollama', '--base-url', dead.origin, '--retries', '2'];
      expect(await firstValueFrom(run([...flags, ...args], {}, terminal))).to.equal(4);
      const [first, second, last] = terminal.notes;
      expect(first).to.match(/^retry 1 in \d\.\d s: network error: /);
      expect(second).to.match(/^retry 2 in \d\.\d s$/);
      expect(last).to.contain(`(Ollama, LM Studio, vLLM, llama.cpp) does not seem to run at ${dead.origin}: start it`);
    });

  it('lists the models', async () => {
    const terminal = fakeTerminal();
    expect(await execute(['models'], terminal)).to.equal(0);
    expect(terminal.written().trim().split('\n')).not.to.deep.equal(['']);
  });

  it('prints its version, and completions', async () => {
    for (const [args, printed] of [
      [['--version'], `${manifest.version}\n`],
      [['completion', 'bash'], 'complete -o default -F _codex_rx codex-rx'],
      [['completion', 'zsh'], '#compdef codex-rx'],
      [['completion', 'fish'], 'complete -c codex-rx -l provider'],
    ] as const) {
      const terminal = fakeTerminal();
      expect(await execute(args, terminal)).to.equal(0);
      expect(terminal.written()).to.contain(printed);
    }
  });

  describe('--chat', () => {
    it('sends each line with all that was said before, and ends with the input', async () => {
      using.server.enqueue({ answer: textAnswer('Hello.') }, { answer: textAnswer('Bye.') });
      const terminal = fakeTerminal({ lines: from(['Hi', '', 'And now?']) });
      expect(await execute(['--chat', '-s', 'Be brief.'], terminal)).to.equal(0);
      expect(terminal.written()).to.equal('Hello.\nBye.\n');
      expect(JSON.stringify(body(1))).to.match(/"Be brief\.".*"Hi".*"Hello\.".*"And now\?"/);
    });

    it('stops an answer at the first Ctrl-C, and leaves at the second', async () => {
      using.server.enqueue({ answer: textAnswer('Hello there'), fault: { type: 'stall_mid_body', after: 5 } });
      const interrupted = new Subject<void>();
      const lines = new Subject<string>();
      const terminal = fakeTerminal({ lines, interrupted });
      const code = execute(['--chat'], terminal);
      lines.next('Hi');
      await until(() => terminal.written() === 'Hello');
      interrupted.next();
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
      expect(terminal.written()).to.equal('Hello\n');
      expect(terminal.everything()).to.match(/> Hello\n\(stopped\)\n> $/);
      interrupted.next();
      expect(await code).to.equal(130);
      expect(terminal.everything()).to.match(/\(stopped\)\n> \n$/);
    });

    for (const [what, inputs, code] of [
      ['the end of the input', { lines: EMPTY }, 0],
      ['Ctrl-C', { lines: NEVER, interrupted: of(undefined) }, 130],
    ] as const)
      it(`leaves an idle prompt by ${what} with a new line and nothing else`, async () => {
        const terminal = fakeTerminal(inputs);
        expect(await execute(['--chat'], terminal)).to.equal(code);
        expect(terminal.everything().split('\n').slice(1)).to.deep.equal(['> ', '']);
      });

    it('shows an error, and goes on', async () => {
      using.server.enqueue({ fault: { type: 'status', status: 400, body: { error: { message: 'No.' } } } });
      using.server.enqueue({ answer: textAnswer('Yes.') });
      const lines = new Subject<string>();
      const terminal = fakeTerminal({ lines });
      const code = execute(['--chat'], terminal);
      lines.next('Hi');
      await until(() => terminal.everything().includes('codex-rx: '));
      lines.next('Again');
      lines.complete();
      expect(await code).to.equal(0);
      expect(terminal.written()).to.contain('Yes.');
    });
  });

  it('closes the socket where it is unsubscribed from', async () => {
    using.server.enqueue({ answer: textAnswer('Hello there'), fault: { type: 'stall_mid_body', after: 5 } });
    const terminal = fakeTerminal();
    const running = run(['--base-url', using.server.baseUrl, 'hi'], {}, terminal).subscribe();
    await until(() => terminal.written() !== '');
    running.unsubscribe();
    expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
    expect(terminal.written()).to.equal('Hello');
  });
});
