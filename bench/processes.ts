// The processes of the benchmark. Whatever ends this one ends all of them.
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer, Ending, Job, Notice, Report } from './job.js';

/** The longest that a client may take for its job, in milliseconds. */
const JOB_LIMIT = 180_000;

const children = new Set<ChildProcess>();
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')));
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

/** Starts a compiled script with plain Node: no loader of this process goes along. */
const start = (script: string, args: readonly string[], execPath: string, env: NodeJS.ProcessEnv): ChildProcess => {
  const path = fileURLToPath(new URL(`dist/${script}.js`, import.meta.url));
  const child = fork(path, args, {
    env: { ...process.env, ...env },
    execPath,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
};

const isTagged = (message: unknown): message is { readonly type: unknown } =>
  typeof message === 'object' && message !== null && 'type' in message;
const isNotice = (message: unknown): message is Notice => isTagged(message);
const isReport = (message: unknown): message is Report => isTagged(message);

/** The last lines of what a process says before it fails. */
const lastWords = (child: ChildProcess): (() => string) => {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  return () => said.trim();
};

export interface Server {
  readonly port: number;
  /** The port for TLS, with a certificate that signs itself. */
  readonly securePort: number;
  /** Resolves once the server holds this answer ready; else the first client would wait for it. */
  readonly render: (answer: Answer) => Promise<void>;
  /** How many connections were made since the last call; over TLS, how many handshakes. */
  readonly connections: () => Promise<number>;
  /** How the next answer ends. */
  readonly nextEnding: () => Promise<Ending>;
}

/** Starts the server; it runs until this process ends. */
export const startServer = (): Promise<Server> =>
  new Promise((resolve) => {
    const child = start('server/main', [], process.execPath, {});
    const words = lastWords(child);
    const rendered: (() => void)[] = [];
    const endings: ((ending: Ending) => void)[] = [];
    const counted: ((connections: number) => void)[] = [];
    const server = (port: number, securePort: number): Server => ({
      port,
      securePort,
      connections: () =>
        new Promise((done) => {
          counted.push(done);
          child.send('connections');
        }),
      render: (answer) =>
        new Promise((done) => {
          rendered.push(done);
          child.send(answer);
        }),
      nextEnding: () => new Promise((done) => endings.push(done)),
    });
    child.on('message', (notice) => {
      if (!isNotice(notice)) return;
      if (notice.type === 'listening') resolve(server(notice.port, notice.securePort));
      else if (notice.type === 'connections') counted.shift()?.(notice.connections);
      else if (notice.type === 'rendered') rendered.shift()?.();
      else for (const done of endings.splice(0)) done(notice);
    });
    child.once('close', (code) => {
      // Without it nothing can go on, and the client that notices first would be blamed.
      process.stderr.write(`the server ended with code ${code}: ${words()}\n`);
      process.exit(1);
    });
  });

/** A client process took longer than its limit, and was ended. */
export class TimeLimitError extends Error {}

/**
 * Lets a client process do its job. Rejects, with the process's last words, when it fails or takes too long.
 *
 * @param within the time limit, in milliseconds.
 */
export const runClient = (job: Job, node: string, within = JOB_LIMIT): Promise<Report> =>
  new Promise((resolve, reject) => {
    const isSecure = job.type === 'read' && job.setting.baseUrl.startsWith('https:');
    const env = isSecure ? { NODE_TLS_REJECT_UNAUTHORIZED: '0' } : {}; // the certificate signs itself
    const child = start('client/main', [JSON.stringify(job)], node, env);
    const words = lastWords(child);
    const limit = setTimeout(() => child.kill('SIGKILL'), within);
    let report: Report | undefined;
    child.on('message', (message) => {
      if (isReport(message)) report = message;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      if (report !== undefined) resolve(report);
      else if (signal === 'SIGKILL') reject(new TimeLimitError(`took more than ${within / 1000} s`));
      else reject(new Error(`ended with code ${code} and no report: ${words()}`));
    });
  });
