import { isJsonObject, parseJsonText } from '../../protocol/codec/json.js';
import type { SessionLine } from './SessionLine.js';

/**
 * Reads a recorded session: one JSON object on each line, with `dir`, `line` and, where several processes took part,
 * `proc`. Returns the lines of each process, in the order in which the processes appear.
 */
export const parseSession = (text: string): ReadonlyMap<string, readonly SessionLine[]> => {
  const processes = new Map<string, SessionLine[]>();
  for (const json of text.split('\n').map(parseJsonText).filter(isJsonObject)) {
    const { dir, line, proc } = json;
    if (dir !== 'in' && dir !== 'out' && dir !== 'note') continue;
    const name = typeof proc === 'string' ? proc : '';
    const lines = processes.get(name) ?? [];
    lines.push({ dir, line: typeof line === 'string' ? line : JSON.stringify(line), proc: name });
    processes.set(name, lines);
  }
  return processes;
};
