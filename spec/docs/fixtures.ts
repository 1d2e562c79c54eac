import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { completed, created, sse, textDelta } from 'codex-rx/testing';
import { SAID } from './prelude.js';

const STREAM = sse(created(), textDelta(SAID), completed());
const RECORDING = [
  { type: 'head', status: 200, headers: { 'content-type': 'text/event-stream' } },
  { type: 'chunk', at: 1, text: STREAM },
  { type: 'end', at: 2 },
];

/** Writes the files that examples read. */
export const writeFixtures = async (folder: string): Promise<void> => {
  await mkdir(join(folder, 'fixtures'));
  const dataLines = STREAM.split('\n').filter((line) => line.startsWith('data:'));
  await writeFile(join(folder, 'fixtures', 'greeting.txt'), dataLines.join('\n'));
  await writeFile(join(folder, 'incident.jsonl'), RECORDING.map((line) => JSON.stringify(line)).join('\n'));
};
