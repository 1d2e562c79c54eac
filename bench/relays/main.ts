// `npm run bench:relay`: the CPU time and memory of one relay process with many readers, each with an answer of its own, or
// all with the same answer. Then the time from Stop in the page to the close of the provider's socket.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';
import { RelayClient } from 'codex-rx/relay';
import { filter, take, lastValueFrom } from 'rxjs';
import { absoluteNow, type Usage } from './measured.js';

const { values } = parseArgs({
  options: { readers: { type: 'string', default: '1000' }, only: { type: 'string', default: '' } },
});
const READERS = Number(values.readers);
const STOPS = 50;

interface Scenario {
  readonly title: string;
  /** Returns the path that a reader requests. Readers of the same path read the same answer. */
  readonly pathOf: (reader: number) => string;
  /** The relays that can do it, and their scripts. */
  readonly relays: readonly (readonly [string, string])[];
}

const SCENARIOS: readonly Scenario[] = [
  {
    title: 'each reader with an answer of its own',
    pathOf: () => '/',
    relays: [
      ['hand-written', 'handWritten'],
      ['codex-rx pipeTo', 'oursPiped'],
      ['codex-rx relay', 'ours'],
      ['ai 7', 'ai7'],
    ],
  },
  {
    title: 'all readers with the same answer',
    pathOf: (reader) => `/?answer=the-answer-${reader < 0 ? 'warm' : 'measured'}`,
    relays: [
      ['hand-written', 'handWrittenShared'],
      ['codex-rx relay', 'ours'],
    ],
  },
];

interface Process {
  readonly port: number;
  readonly usage: () => Promise<Usage>;
  /** Resolves with the time at which a reader closes the next connection. */
  readonly closed: () => Promise<number>;
  readonly end: () => Promise<void>;
}

const isMessage = (message: unknown): message is { readonly type: string; readonly port: number } =>
  typeof message === 'object' && message !== null && 'type' in message;
const isUsage = (message: unknown): message is Usage => isMessage(message) && message.type === 'usage';

const isClosed = (message: unknown): message is { readonly at: number } =>
  isMessage(message) && message.type === 'closed';

const children = new Set<ChildProcess>();
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')));

const start = (script: string, ...args: readonly string[]): Promise<Process> =>
  new Promise((resolve, reject) => {
    const child = fork(new URL(`./${script}.js`, import.meta.url), args, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    children.add(child);
    child.once('exit', (code) => reject(new Error(`${script} ended with code ${code}`)));
    const usage = (): Promise<Usage> =>
      new Promise((done) => {
        child.once('message', (message) => {
          if (isUsage(message)) done(message);
        });
        child.send('usage');
      });
    const closed = (): Promise<number> =>
      new Promise((done) => {
        child.once('message', (message) => {
          if (isClosed(message)) done(message.at);
        });
      });
    const end = async (): Promise<void> => {
      child.disconnect();
      await once(child, 'exit'); // a profile is written then
    };
    child.once('message', (message) => {
      if (isMessage(message)) resolve({ port: message.port, usage, closed, end });
    });
  });

const agent = new Agent({ keepAlive: false, maxSockets: Infinity });

/** Reads one answer. Resolves with true if it was whole. */
const read = (port: number, path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request({ port, host: '127.0.0.1', path, method: 'POST', headers, agent }, (response) => {
      let size = 0;
      let last = '';
      response.setEncoding('latin1').on('data', (chunk: string) => {
        size += chunk.length;
        last = chunk;
      });
      response.once('end', () => resolve(response.statusCode === 200 && size > 0 && !last.includes('event: failed')));
      response.once('error', () => resolve(false));
    });
    sent.once('error', () => resolve(false));
    sent.end('"hi"');
  });

/** Returns the number of readers that received the whole answer. */
const readAll = async (port: number, paths: readonly string[]): Promise<number> => {
  const results = await Promise.all(paths.map((path) => read(port, path)));
  return results.filter(Boolean).length;
};

const print = (...cells: readonly string[]): void => {
  process.stdout.write(
    `| ${cells.map((cell, index) => (index === 0 ? cell.padEnd(16) : cell.padStart(14))).join(' | ')} |\n`,
  );
};

const mega = (bytes: number): string => (bytes / 1e6).toFixed(0);

const provider = await start('provider');
for (const { title, pathOf, relays } of SCENARIOS) {
  const chosen = relays.filter(([, each]) => each.startsWith(values.only));
  if (chosen.length === 0) continue;
  process.stdout.write(`\n${READERS} readers, ${title}\n`);
  print('relay', 'answers whole', 'CPU s', 'ms per reader', 'RSS idle MB', 'RSS peak MB', 'kB per reader');
  for (const [name, script] of chosen) {
    const relay = await start(script, `http://127.0.0.1:${provider.port}`);
    await readAll(
      relay.port,
      Array.from({ length: 20 }, (_, index) => pathOf(-1 - index)),
    ); // warm
    const idle = await relay.usage();
    const whole = await readAll(
      relay.port,
      Array.from({ length: READERS }, (_, index) => pathOf(index)),
    );
    const { cpu, rss } = await relay.usage();
    print(
      name,
      `${whole} of ${READERS}`,
      (cpu / 1000).toFixed(2),
      (cpu / READERS).toFixed(2),
      mega(idle.rss),
      mega(rss),
      ((rss - idle.rss) / READERS / 1000).toFixed(0),
    );
    await relay.end();
  }
}
if ('stop'.startsWith(values.only)) {
  const relay = await start('ours', `http://127.0.0.1:${provider.port}`);
  const client = new RelayClient({ url: `http://127.0.0.1:${relay.port}/` });
  const delays: number[] = [];
  for (let sample = -5; sample < STOPS; sample += 1) {
    const closed = provider.closed();
    const texts = client.stream('hi').pipe(filter(({ type }) => type === 'output_text_delta'));
    await lastValueFrom(texts.pipe(take(2)), { defaultValue: undefined }); // unsubscribes, as Stop does
    const stopped = absoluteNow();
    const delay = (await closed) - stopped;
    if (sample >= 0) delays.push(delay); // the first ones warm both processes
  }
  delays.sort((a, b) => a - b);
  const [median = NaN, max = NaN] = [delays[Math.floor(delays.length / 2)], delays.at(-1)];
  process.stdout.write(
    `\nStop to the close of the provider's socket, ${STOPS} times: median ${median.toFixed(1)} ms, max ${max.toFixed(1)} ms\n`,
  );
  await relay.end();
}
await provider.end();
process.exit(0);
