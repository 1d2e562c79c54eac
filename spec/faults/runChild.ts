import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { KEY } from './clientOptions.js';
import type { FaultServer } from './server/FaultServer.js';
import type { Wire } from './wires.js';

const CHILD = fileURLToPath(new URL('child.js', import.meta.url));

/** What child.js may be told. */
export interface ChildOptions {
  /** The idle timeout, in milliseconds. */
  readonly idle?: number;
  readonly retries?: number;
  /** For how many milliseconds its first delta keeps the program busy. */
  readonly block?: number;
  /** The delta at which it leaves; `start`: before any, when it is told on stdin. */
  readonly leaveAt?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A program of its own that asks a server once. */
export interface Child {
  readonly process: ChildProcess;
  readonly output: () => string;
  /** Settles when the program has ended by itself; an unhandled rejection makes its code 1. */
  readonly ended: Promise<number | null>;
}

export const runChild = (server: FaultServer, wire: Wire, { env = {}, ...options }: ChildOptions = {}): Child => {
  const given = JSON.stringify({ baseUrl: `${server.origin}/v1`, wire: wire.name, key: KEY, ...options });
  const child = spawn(process.execPath, ['--unhandled-rejections=strict', '--trace-warnings', CHILD, given], {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: 'pipe',
  });
  let output = '';
  for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    process: child,
    output: () => output,
    ended: new Promise((resolve) => child.on('close', (code) => resolve(code))),
  };
};
