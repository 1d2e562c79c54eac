import type { AppServerFault } from './AppServerFault.js';
import { jsonOf, type SessionLine } from './SessionLine.js';

const note = (event: string, facts: object = {}): SessionLine => ({
  dir: 'note',
  line: JSON.stringify({ event, ...facts }),
});

/** Returns whether the line is the program's answer to a request with this method. */
const answers = (line: SessionLine, method: string, before: readonly SessionLine[]): boolean => {
  const { id, method: own } = jsonOf(line);
  return (
    line.dir === 'out' &&
    own === undefined &&
    id !== undefined &&
    before.some((request) => {
      const sent = jsonOf(request);
      return request.dir === 'in' && sent['method'] === method && sent['id'] === id;
    })
  );
};

const isAt = (line: SessionLine, at: string): boolean => line.dir !== 'note' && jsonOf(line)['method'] === at;

/** Replaces each line by what `change` returns for it. */
const changed = (
  lines: readonly SessionLine[],
  change: (line: SessionLine, before: readonly SessionLine[]) => readonly SessionLine[],
): readonly SessionLine[] => lines.flatMap((line, index) => change(line, lines.slice(0, index)));

/** Cuts a session after the first line at a method, and appends a note. */
const cutAt = (lines: readonly SessionLine[], at: string, end: SessionLine): readonly SessionLine[] => {
  const index = lines.findIndex((line) => isAt(line, at));
  return index === -1 ? lines : [...lines.slice(0, index + 1), end];
};

/** Changes a session so that it plays a fault. */
export const withFault = (lines: readonly SessionLine[], fault: AppServerFault): readonly SessionLine[] => {
  switch (fault.type) {
    case 'exit': {
      const { code = 1, signal, stderr } = fault;
      return cutAt(lines, fault.at, note('exit', signal === undefined ? { code, stderr } : { signal, stderr }));
    }
    case 'hang':
      return cutAt(lines, fault.at, note('hang'));
    case 'half_line': {
      const index = lines.findIndex((line) => isAt(line, fault.at));
      const text = lines[index]?.line ?? '';
      const half = note('text', { text: text.slice(0, Math.ceil(text.length / 2)) });
      return index === -1 ? lines : [...lines.slice(0, index), half, note('exit', { code: 1 })];
    }
    case 'no_answer':
      return changed(lines, (line, before) => (answers(line, fault.at, before) ? [] : [line]));
    case 'refuse': {
      const index = lines.findIndex((line, at) => answers(line, fault.at, lines.slice(0, at)));
      const refused = lines[index];
      if (refused === undefined) return lines;
      const error = { code: fault.code ?? -32600, message: fault.message ?? 'refused' };
      const answer: SessionLine = { dir: 'out', line: JSON.stringify({ id: jsonOf(refused)['id'], error }) };
      const rest = lines.slice(index + 1);
      const next = rest.findIndex(({ dir }) => dir === 'in');
      return [...lines.slice(0, index), answer, ...(next === -1 ? [] : rest.slice(next))];
    }
    case 'twice':
      return changed(lines, (line, before) =>
        answers(line, fault.at, before) || (line.dir === 'out' && isAt(line, fault.at)) ? [line, line] : [line],
      );
    case 'flood':
      return changed(lines, (line) =>
        line.dir === 'out' && isAt(line, fault.at) ? Array.from({ length: fault.times }, () => line) : [line],
      );
    case 'noise': {
      const noise = fault.lines.map((line) => ({ dir: 'out', line }) as const);
      return changed(lines, (line) => (line.dir === 'out' ? [...noise, line] : [line]));
    }
  }
};
