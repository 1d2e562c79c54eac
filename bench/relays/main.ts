// `npm run bench:relay`: readers on one relay process, each with an answer of its own: its CPU time and memory.
import { fork, type ChildProcess } from 'node:child_process';
import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';
import type { Usage } from './measured.js';

const { values } = parseArgs({ options: { readers: { type: 'string', default: '1000' } } });
const READERS = Number(values.readers);

const RELAYS: readonly (readonly [string, string])[] = [
  ['hand-written', 'handWritten'],
  ['codex-rx pipeTo', 'oursPiped'],
  ['codex-rx relay', 'ours'],
  ['ai 7', 'ai7'],
];

interface Process {
  readonly port: number;
  readonly usage: () => Promise<Usage>;
  readonly end: () => void;
}

const isMessage = (message: unknown): message is { readonly type: string; readonly port: number } =>
  typeof message === 'object' && message !== null && 'type' in message;
const isUsage = (message: unknown): message is Usage => isMessage(message) && message.type === 'usage';

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
    child.once('message', (message) => {
      if (isMessage(message)) resolve({ port: message.port, usage, end: () => child.disconnect() });
    });
  });

const agent = new Agent({ keepAlive: false, maxSockets: Infinity });

/** Reads one answer. Resolves with its number of bytes, or undefined if it was cut. */
const read = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request({ port, host: '127.0.0.1', path: '/', method: 'POST', headers, agent }, (response) => {
      let size = 0;
      response.on('data', (chunk: Buffer) => (size += chunk.length));
      response.once('end', () => resolve(size));
      response.once('error', () => resolve(undefined));
    });
    sent.once('error', () => resolve(undefined));
    sent.end('"hi"');
  });

const readAll = async (port: number, readers: number): Promise<readonly number[]> => {
  const sizes = await Promise.all(Array.from({ length: readers }, () => read(port)));
  return sizes.flatMap((size) => (size === undefined || size === 0 ? [] : [size]));
};

const print = (...cells: readonly string[]): void => {
  process.stdout.write(
    `| ${cells.map((cell, index) => (index === 0 ? cell.padEnd(16) : cell.padStart(14))).join(' | ')} |\n`,
  );
};

const provider = await start('provider');
print('relay', 'answers whole', 'CPU s', 'ms per answer', 'RSS idle MB', 'RSS peak MB', 'kB per reader');
for (const [name, script] of RELAYS) {
  const relay = await start(script, `http://127.0.0.1:${provider.port}`);
  await readAll(relay.port, 20); // warm
  const idle = await relay.usage();
  const sizes = await readAll(relay.port, READERS);
  const { cpu, rss } = await relay.usage();
  const mega = (bytes: number) => (bytes / 1e6).toFixed(0);
  print(
    name,
    `${sizes.length} of ${READERS}`,
    (cpu / 1000).toFixed(2),
    (cpu / READERS).toFixed(2),
    mega(idle.rss),
    mega(rss),
    ((rss - idle.rss) / READERS / 1000).toFixed(0),
  );
  relay.end();
}
provider.end();
process.exit(0);
