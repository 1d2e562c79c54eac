import { isJsonObject, parseJsonText } from '../../lib/protocol/codec/json.js';
import type { SessionLine } from '../../lib/testing/playSession.js';

/** Reads a recording: the lines of each process, by its name; "" where there is only one. */
export const readSession = (text: string): ReadonlyMap<string, readonly SessionLine[]> => {
  const processes = new Map<string, SessionLine[]>();
  for (const json of text.split('\n').map(parseJsonText).filter(isJsonObject)) {
    const { dir, line, proc } = json;
    if (dir !== 'in' && dir !== 'out' && dir !== 'note') continue;
    const name = typeof proc === 'string' ? proc : '';
    const lines = processes.get(name) ?? [];
    lines.push({ dir, line: typeof line === 'string' ? line : JSON.stringify(line) });
    processes.set(name, lines);
  }
  return processes;
};
