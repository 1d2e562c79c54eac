// Replays recorded sessions of the codex program through the client, and compares its events with what the lines say.
// Usage: tsx tools/sessions.ts FOLDER. Each file has one JSON object a line: { dir: 'in' | 'out' | 'note', line, proc? }.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSession } from '../lib/testing/appServer/parseSession.js';
import { replayExec } from './sessions/replayExec.js';
import { replaySession } from './sessions/replaySession.js';

const folder = process.argv[2] ?? '';
const filesIn = (path: string) =>
  existsSync(path)
    ? readdirSync(path)
        .filter((name) => name.endsWith('.jsonl'))
        .map((name) => join(path, name))
    : [];

if (!existsSync(folder)) {
  console.log(`sessions: skipped, there is no folder "${folder}"`);
} else {
  let failures = 0;
  const report = (file: string, differences: readonly string[]) => {
    failures += differences.length;
    console.log(`${differences.length === 0 ? 'ok  ' : 'FAIL'} ${file}`);
    for (const difference of differences) console.log(`     ${difference}`);
  };
  for (const file of filesIn(folder)) {
    for (const [process, lines] of parseSession(readFileSync(file, 'utf8')))
      if (lines.some(({ dir }) => dir === 'in'))
        report(`${file}${process === '' ? '' : ` (process ${process})`}`, await replaySession(lines));
  }
  for (const file of filesIn(join(folder, 'exec')))
    for (const [, lines] of parseSession(readFileSync(file, 'utf8'))) report(file, await replayExec(lines));
  console.log(`sessions: ${failures === 0 ? 'every session gives what its lines say' : `${failures} differences`}`);
  process.exitCode = failures === 0 ? 0 : 1;
}
