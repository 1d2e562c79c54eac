import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';

const PEERS = ['openai6', 'openai7', 'ai5', '@ai-sdk/openai2', 'ai7', '@ai-sdk/openai4', '@openai/codex-sdk', 'zod'];
const OWN = ['rxjs', 'io-ts', 'fp-ts', 'eventsource-parser'];

/** The version of the package in a folder, as seen from this one. */
export const versionIn = (folder: string): string => {
  const text = readFileSync(new URL(`${folder}/package.json`, import.meta.url), 'utf8');
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown';
};

/** What was measured, where, and with which command: the lines above the tables. */
export const describeRun = (node: string, args: readonly string[]): readonly string[] => {
  const version = execFileSync(node, ['--print', 'process.version'], { encoding: 'utf8' }).trim();
  const [cpu] = cpus();
  return [
    `command:  ${['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' ')}`,
    `machine:  ${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()} ${release()}`,
    `node:     ${version}`,
    `ours:     codex-rx ${versionIn('..')}, ${OWN.map((name) => `${name} ${versionIn(`../node_modules/${name}`)}`).join(', ')}`,
    `theirs:   ${PEERS.map((name) => `${name.replace(/\d$/, '')} ${versionIn(`node_modules/${name}`)}`).join(', ')}`,
  ];
};
