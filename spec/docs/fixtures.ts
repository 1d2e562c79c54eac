import { isLeft } from 'fp-ts/lib/Either.js';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createProvider, ResponsesClient } from 'codex-rx';
import { completed, created, playVirtually, printMarble, sse, textDelta, virtualTransport } from 'codex-rx/testing';
import { SAID } from './prelude.js';

const STREAM = sse(created(), textDelta(SAID), completed());
const RECORDING = [
  { type: 'head', status: 200, headers: { 'content-type': 'text/event-stream' } },
  { type: 'chunk', at: 1, text: STREAM },
  { type: 'end', at: 2 },
];
const END = { type: 'end', at: 2 } as const;

/** A call whose events are in the file, as `expectMarble` completes it. */
const marbleText = (): string => {
  const bytes = new TextEncoder().encode(STREAM);
  const headers = { 'content-type': 'text/event-stream' };
  const reply = { type: 'reply', after: 0, status: 200, headers, chunks: [{ at: 1, bytes }], ending: END } as const;
  const file = { exchanges: [{ at: 0, reply }] };
  const provider = createProvider({ name: 'virtual', baseUrl: 'https://virtual.test/v1' });
  const events = playVirtually(() =>
    new ResponsesClient({ provider, transport: virtualTransport(file) }).streamPrompt('gpt-5.1', 'Hi'),
  );
  const text = printMarble({ ...file, events });
  if (isLeft(text)) throw new Error(text.left);
  return text.right;
};

/** Writes the files that examples read. */
export const writeFixtures = async (folder: string): Promise<void> => {
  await mkdir(join(folder, 'fixtures'));
  const dataLines = STREAM.split('\n').filter((line) => line.startsWith('data:'));
  await writeFile(join(folder, 'fixtures', 'greeting.txt'), dataLines.join('\n'));
  await writeFile(join(folder, 'incident.jsonl'), RECORDING.map((line) => JSON.stringify(line)).join('\n'));
  await writeFile(join(folder, 'greeting.marble'), marbleText());
};
