import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isJsonObject, parseJsonText, type JsonObject } from '../../lib/protocol/codec/json.js';

/** Where the double of the `codex` program is. */
export const FAKE_CODEX = fileURLToPath(new URL('../support/agent/fakeCodex.js', import.meta.url));

export type Step = Readonly<Record<string, unknown>>;

/** The events of a turn that goes well, as steps. */
export const wholeTurn = (text = 'Hi', threadId = 'thread_1'): readonly Step[] => [
  { line: { type: 'thread.started', thread_id: threadId } },
  { line: { type: 'turn.started' } },
  { line: { type: 'item.completed', item: { id: 'item_0', type: 'agent_message', text } } },
  { line: { type: 'turn.completed', usage: { input_tokens: 1, cached_input_tokens: 0, output_tokens: 2 } } },
];

/** A folder, and the environment in which the double plays some steps and writes down how it was called. */
export interface FakeProgram {
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  /** How it was called, run by run. */
  readonly reports: () => readonly JsonObject[];
}

const readReports = (file: string): readonly JsonObject[] => {
  try {
    return readFileSync(file, 'utf8').split('\n').map(parseJsonText).filter(isJsonObject);
  } catch {
    return []; // it has not run yet
  }
};

const folders = new Set<string>();

/** Removes the folders of all programs that were made. */
export const removePrograms = (): void => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders.clear();
};

export const fakeProgram = (steps: readonly Step[]): FakeProgram => {
  const folder = mkdtempSync(join(tmpdir(), 'fake-codex-'));
  folders.add(folder);
  const report = join(folder, 'report.jsonl');
  return {
    env: {
      PATH: process.env['PATH'] ?? '',
      TMPDIR: folder,
      FAKE_CODEX: JSON.stringify(steps),
      FAKE_CODEX_REPORT: report,
    },
    folder,
    reports: () => readReports(report),
  };
};

/** The processes whose line in the list of processes contains a text, without those that have ended. */
export const processesLike = (text: string): readonly string[] =>
  execFileSync('ps', ['-A', '-o', 'stat=,pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text) && !line.startsWith('Z'));

/** Whether a process runs; one that has ended and that nobody has asked for its exit code does not. */
export const isRunning = (pid: unknown): boolean => {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
};
