import { spawn } from 'node:child_process';
import { expect } from 'chai';
import { textAnswer, toolCallAnswer } from '../../lib/server/script/answers.js';
import { bundleProgram, type BundledProgram } from '../support/bundleProgram.js';
import { until } from '../support/collect.js';
import { loopback } from '../support/loopback.js';
import { useServer } from '../support/scripted.js';
import { within } from '../support/within.js';

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly interrupt: () => void;
  readonly closeOutput: () => void;
  readonly ended: Promise<Run>;
}

const startProgram = (
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running => {
  const { OPENAI_API_KEY: _key, OPENAI_BASE_URL: _url, ...rest } = process.env;
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...rest, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return {
    stdout: () => stdout,
    stderr: () => stderr,
    interrupt: () => child.kill('SIGINT'),
    closeOutput: () => child.stdout.destroy(),
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr }))),
  };
};

const saysOnly = ({ stderr }: Run, sentence: RegExp): void => {
  expect(stderr.trim()).to.match(sentence);
  expect(stderr).not.to.match(/^\s+at /m);
};

describe('the command line', () => {
  const using = useServer();
  let program: BundledProgram;
  before(async () => {
    program = await bundleProgram('lib/cli/main.ts');
  });
  after(() => program.remove());
  const start = (args: readonly string[], env?: Readonly<Record<string, string>>): Running =>
    startProgram(program.path, args, env);
  const url = () => ['--base-url', using.server.baseUrl];

  it('without a key and an address, answers from a scripted server and says so; then the process ends by itself', async () => {
    const { code, stdout, stderr } = await start(['What', 'is', 'a', 'stream?']).ended;
    expect(code).to.equal(0);
    expect(stdout).to.contain('What is a stream?').and.to.match(/\n$/);
    expect(stderr).to.match(
      /the answer comes from a scripted server on this machine, http:\/\/127\.0\.0\.1:\d+\/v1, not from a model/,
    );
  });

  it('streams the text to stdout, and everything else to stderr', async () => {
    using.server.enqueue({
      answer: textAnswer('Hello there', { model: 'm2', usage: { input_tokens: 4 } }),
      headers: { 'x-codex-primary-used-percent': '12.5', 'x-codex-primary-window-minutes': '300' },
    });
    const { code, stdout, stderr } = await start([...url(), '--model', 'm1', 'Say hello']).ended;
    expect([code, stdout]).to.deep.equal([0, 'Hello there\n']);
    expect(stderr).to.match(
      /^m2 · resp_1 · 4 tokens in, 2 out · first token after \d+ ms .*limits: codex 12\.5 % of 300 min\n$/,
    );
    expect(using.server.requests[0]?.body).to.deep.include({ model: 'm1', stream: true });
  });

  it('takes address and key from the environment', async () => {
    const env = { OPENAI_BASE_URL: using.server.baseUrl, OPENAI_API_KEY: 'the-key' };
    const { code } = await start(['x'], env).ended;
    expect(code).to.equal(0);
    expect(using.server.requests[0]?.headers['authorization']).to.equal('Bearer the-key');
  });

  it('--wire chat asks over Chat Completions and writes the same text', async () => {
    using.server.enqueue({ answer: textAnswer('The same text.') }, { answer: textAnswer('The same text.') });
    const { stdout } = await start([...url(), 'x']).ended;
    const chat = await start([...url(), '--wire', 'chat', 'x']).ended;
    expect(using.server.requests.map(({ path }) => path)).to.deep.equal(['/v1/responses', '/v1/chat/completions']);
    expect([chat.code, chat.stdout]).to.deep.equal([0, stdout]);
    expect(chat.stderr).to.match(/gpt-5.1 · chatcmpl-1 · 0 tokens in, 3 out/);
  });

  it('--json writes every event as a line of JSON', async () => {
    const { code, stdout } = await start([...url(), '--json', 'x']).ended;
    const types = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(code).to.equal(0);
    expect(types).to.include.members(['created', 'output_text_delta', 'output_item_done']);
    expect(types.at(-1)).to.equal('completed');
  });

  it('--timeline draws the stream, and the text follows', async () => {
    using.server.enqueue({ answer: textAnswer('Hello there') });
    const { stdout, stderr } = await start([...url(), '--timeline', 'x']).ended;
    expect(stdout).to.equal('Hello there\n');
    expect(stderr).to.match(/\n\S*[-(mcatdx)]+\|\)?\n/);
  });

  it('tells a tool call', async () => {
    using.server.enqueue({ answer: toolCallAnswer({ name: 'get_weather', arguments: { city: 'Paris' } }) });
    const { stderr } = await start([...url(), 'x']).ended;
    expect(stderr).to.contain('tool call: get_weather({"city":"Paris"})\n');
  });

  it('a wrong key: one sentence, exit code 3', async () => {
    using.server.enqueue({
      fault: { type: 'status', status: 401, body: { error: { message: 'Wrong key: k3y-abc' } } },
    });
    const run = await start([...url(), 'x'], { OPENAI_API_KEY: 'k3y-abc' }).ended;
    expect(run.code).to.equal(3);
    saysOnly(run, /^codex-rx: http 401: Wrong key: \[redacted\] \(request \w+\)\. Check the API key\.$/);
  });

  it('a dead server: the retries are told, then one sentence, exit code 4', async () => {
    const dead = await loopback(() => undefined);
    await dead.stop();
    const run = await start(['--base-url', dead.origin, '--retries', '2', 'x']).ended;
    expect(run.code).to.equal(4);
    saysOnly(
      run,
      /^retry 1 in 0\.2 s: network error: .*\nretry 2 in \d\.\d s\ncodex-rx: network error: .*ECONNREFUSED.* does not seem to run at http:\/\/127\.0\.0\.1:\d+: start it, or correct --base-url\.$/,
    );
  });

  it('a stalled stream: what came, one sentence, exit code 5', async () => {
    using.server.enqueue({ answer: textAnswer('Hello there'), fault: { type: 'stall_mid_body', after: 5 } });
    // Long enough for a busy machine: it limits the wait for the head, too.
    const run = await start([...url(), '--idle-timeout', '1000', 'x']).ended;
    expect([run.code, run.stdout]).to.deep.equal([5, 'Hello\n']);
    saysOnly(
      run,
      /^codex-rx: stream error: idle timeout waiting for SSE \(request \w+\)\. Try again, or allow a longer silence with --idle-timeout\.$/,
    );
  });

  it('a rate limit: exit code 6', async () => {
    using.server.enqueue({ fault: { type: 'status', status: 429, headers: { 'retry-after': '3600' } } });
    const run = await start([...url(), 'x']).ended;
    expect(run.code).to.equal(6);
  });

  it('an answer that breaks off: exit code 7', async () => {
    using.server.enqueue({ answer: textAnswer('Hello there'), fault: { type: 'truncate', after: 5 } });
    const run = await start([...url(), 'x']).ended;
    expect([run.code, run.stdout]).to.deep.equal([7, 'Hello\n']);
  });

  it('Ctrl-C closes the socket: exit code 130, and no stack', async () => {
    using.server.enqueue({ answer: textAnswer('Hello there'), fault: { type: 'stall_mid_body', after: 5 } });
    const running = start([...url(), 'x']);
    await until(() => running.stdout() !== '');
    running.interrupt();
    const run = await running.ended;
    expect(run.code).to.equal(130);
    saysOnly(run, /^interrupted$/);
    expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
  });

  it('a reader that leaves ends it: exit code 141, and no stack', async () => {
    using.server.enqueue({ answer: textAnswer('word '.repeat(2000)), pace: { tokensPerSecond: 200 } });
    const running = start([...url(), 'x']);
    await until(() => running.stdout() !== '');
    running.closeOutput();
    const run = await running.ended;
    expect(run.code).to.equal(141);
    expect(run.stderr).to.equal('');
    expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
  });

  for (const [what, args, sentence] of [
    ['nothing to ask', [], /the prompt is missing.*See codex-rx --help\.$/],
    ['an unknown flag', ['--modle', 'm', 'x'], /--modle.*See codex-rx --help\.$/],
    [
      'a timeout that is no number',
      ['--idle-timeout', 'soon', 'x'],
      /--idle-timeout must be a whole number from 1 to 2147483647, got "soon"/,
    ],
    [
      'a timeout of zero',
      ['--base-url', 'http://127.0.0.1:9', '--idle-timeout', '0', 'x'],
      /--idle-timeout must be a whole number from 1 to 2147483647, got "0"/,
    ],
    ['an address that is none', ['--base-url', 'example', 'x'], /--base-url must be a complete URL/],
  ] as const)
    it(`${what}: one sentence, exit code 2`, async () => {
      const run = await start(args).ended;
      expect([run.code, run.stdout]).to.deep.equal([2, '']);
      saysOnly(run, sentence);
    });

  it('--help', async () => {
    const { code, stdout } = await start(['--help']).ended;
    expect(code).to.equal(0);
    expect(stdout).to.match(/Exit codes: 0 answered/);
  });

  it('serve runs the scripted server until Ctrl-C', async () => {
    const running = start(['serve']);
    await until(() => running.stderr().includes('Try:'));
    const [baseUrl = ''] = /http:\/\/127\.0\.0\.1:\d+\/v1/.exec(running.stderr()) ?? [];
    const { status } = await fetch(`${baseUrl}/responses`, { method: 'POST', body: '{"input":"x"}' });
    expect(status).to.equal(200);
    running.interrupt();
    expect((await running.ended).code).to.equal(130);
  });

  it('serve says so when the port is taken', async () => {
    const taken = await loopback(() => undefined);
    try {
      const run = await start(['serve', '--port', new URL(taken.origin).port]).ended;
      expect(run.code).to.equal(1);
      saysOnly(run, /^codex-rx: port \d+ is in use\. Select another port with --port, or leave --port out/);
    } finally {
      await taken.stop();
    }
  });
});
