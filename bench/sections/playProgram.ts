import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The double of the `codex` program that the specs use. */
export const PROGRAM = fileURLToPath(new URL('../../spec/support/agent/fakeCodex.js', import.meta.url));

export type Steps = readonly Readonly<Record<string, unknown>>[];

/** How often the program is looked for, in milliseconds. */
const GLANCE = 5;

const pidIn = (report: string): number | undefined => {
  try {
    const pid = /"pid":(\d+)/.exec(readFileSync(report, 'utf8'))?.[1];
    return pid === undefined ? undefined : Number(pid);
  } catch {
    return undefined; // it has not begun yet
  }
};

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Resolves with when the program was gone, in milliseconds since the epoch; with Infinity where it outlives the signal. */
const goneAt = async (report: string, signal: AbortSignal): Promise<number> => {
  while (!signal.aborted) {
    const pid = pidIn(report);
    if (pid !== undefined && !isRunning(pid)) return performance.timeOrigin + performance.now();
    await pause(GLANCE);
  }
  return Infinity;
};

/** What came of a client, and when its program was gone. */
export interface Played<R> {
  readonly result: R;
  readonly goneAt: number;
}

/** Has a client run the double in this environment, and ends the double where the client did not. */
export const playProgram = async <R>(
  steps: Steps,
  run: (env: Readonly<Record<string, string>>) => Promise<R>,
): Promise<Played<R>> => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-codex-'));
  const report = join(folder, 'report.jsonl');
  const over = new AbortController();
  const gone = goneAt(report, over.signal);
  try {
    const result = await run({
      PATH: process.env['PATH'] ?? '',
      TMPDIR: folder,
      FAKE_CODEX: JSON.stringify(steps),
      FAKE_CODEX_REPORT: report,
    });
    over.abort();
    return { result, goneAt: await gone };
  } finally {
    over.abort();
    const pid = pidIn(report);
    if (pid !== undefined && isRunning(pid)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
};
