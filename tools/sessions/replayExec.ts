import { lastValueFrom, of, toArray, catchError } from 'rxjs';
import { Codex } from '../../lib/agent/Codex.js';
import { isJsonObject, parseJsonText } from '../../lib/protocol/codec/json.js';
import type { SessionLine } from '../../lib/testing/appServer/SessionLine.js';
import { exited, running, virtualProcess } from '../../lib/testing/virtualProcess.js';
import { bytes } from '../../lib/testing/wire.js';

const typeOf = (line: string): unknown => {
  const json = parseJsonText(line);
  return isJsonObject(json) ? json['type'] : undefined;
};

/** Splits the output of several runs: every run begins with `thread.started`. */
const runsOf = (lines: readonly SessionLine[]): readonly (readonly string[])[] => {
  const runs: string[][] = [];
  for (const { line } of lines.filter(({ dir }) => dir === 'out')) {
    if (typeOf(line) === 'thread.started') runs.push([]);
    runs.at(-1)?.push(line);
  }
  return runs;
};

const typesIn = (line: string): string => {
  const json = parseJsonText(line);
  const item = isJsonObject(json) ? json['item'] : undefined;
  return `${String(typeOf(line))}${isJsonObject(item) ? `:${String(item['type'])}` : ''}`;
};

/** Replays a session of `codex exec` and returns the differences. */
export const replayExec = async (lines: readonly SessionLine[]): Promise<readonly string[]> => {
  const differences: string[] = [];
  for (const run of runsOf(lines)) {
    const transport = virtualProcess(of(running(of(bytes(`${run.join('\n')}\n`)), of(exited({ code: 1 })))));
    const thread = new Codex({
      codexPathOverride: process.execPath,
      transport,
      env: {},
      logger: undefined,
    }).startThread();
    const events = await lastValueFrom(
      thread.events('Hi').pipe(
        catchError(() => of({ type: 'broken_off' as const })),
        toArray(),
      ),
      { defaultValue: [] },
    );
    const found = events
      .filter(({ type }) => type !== 'broken_off')
      .map((event) => ('item' in event ? `${event.type}:${event.item.type}` : event.type));
    const end = run.findIndex((line) => /^turn\.(completed|failed)/.test(typesIn(line)));
    const expected = (end === -1 ? run : run.slice(0, end + 1)).map(typesIn);
    if (found.join() !== expected.join()) differences.push(`expected ${expected.join()}`, `found    ${found.join()}`);
    if ((end === -1) !== (events.at(-1)?.type === 'broken_off')) differences.push('the end of the run is another one');
  }
  return differences;
};
