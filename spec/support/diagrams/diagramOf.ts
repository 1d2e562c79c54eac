/**
 * Marble diagram of a docstring. Every block of the language `text` in `lib` contains one or more, separated by blank
 * lines. Other text in a block, e.g. a line of a file, has its own language: `json`, `sse`.
 *
 * ```text
 * frames:  --[data: 1]--b-----     the input
 * demand:  ---close---open----
 *       idleTimeout(5, { demand })
 * output:  --a----------b----#     stream error: idle timeout waiting for SSE
 * polls:   --x                     x = { result: 'event' }
 * ```
 *
 * The lanes above the call are its input. The lanes below it are expected: first the output of the call, then the lanes
 * that fixtures record. The call is indented JavaScript. It is an observable, or one or more operators, separated by
 * commas, which are applied to the first lane. A diagram that begins with its call uses the input of the previous one.
 *
 * A column is a millisecond. A mark that is wider happens at its first column and lasts for its width. A lane begins at
 * the time of its subscription. It must be unsubscribed where it ends, at its `!`, or where the output ends.
 *
 * Lanes use the syntax of RxJS (`-`, `|`, `#`, `(ab|)`, ` 99ms `) and further marks: words, `created`, separated by
 * commas in a group; texts, `[data: 1]`, with `\n` and `\r` for line ends; values, `{ a: 1 }`; errors by name,
 * `#(quota_exceeded)`. `attempt 1`, `attempt 2` are consecutive subscriptions of one source.
 *
 * Text to the right of a lane is a comment, with two exceptions. `x = …` defines a letter or word. Text beside an error
 * without a name in an expected lane is its message; without such text, the error is that of the input.
 */
export interface Diagram {
  readonly given: readonly Lane[];
  readonly call: string;
  readonly outcome: readonly Lane[];
  /** The definitions in the comments: expressions by name. */
  readonly definitions: ReadonlyMap<string, string>;
}

/** Text of a diagram in a file. */
export interface Drawing {
  /** The line of its beginning, from 1. */
  readonly line: number;
  readonly text: string;
}

/** Line of a diagram that shows one observable. */
export interface Lane {
  readonly name: string;
  /** The time of its subscription, in columns of the diagram. */
  readonly begins: number;
  readonly marks: readonly Mark[];
  readonly legend: string;
}

/** Notification in a lane. For an error, `text` is its name, or ''. */
export interface Mark {
  readonly type: 'word' | 'quoted' | 'literal' | 'error' | 'complete' | 'left';
  readonly at: number;
  readonly text: string;
  readonly isGrouped: boolean;
}

const BLOCK = /```text\n(.*?)```/gs;
const LANE = /^(?<name>\S[^:]*): +/;
const DEFINITION = /(?:^|,\s*|\s{2,})(?=\w+ = )/;
const LEGEND = /\s{3,}/;
const isIndented = (line: string): boolean => line.startsWith(' ');
const isDefinition = (line: string): boolean => /^\w+ = /.test(line);
const MARK = new RegExp(
  [
    String.raw` ?(?<wait>\d+)ms +`,
    '-',
    String.raw`\[(?<quoted>.*?)\](?=[-|#!()[{\s,]|$)`, // may contain brackets: it ends where another mark follows
    String.raw`(?<literal>\{(?:[^{}]|\{[^{}]*\})*\})`,
    String.raw`(?<error>#)(?:\((?<name>[^)]+)\))?`,
    String.raw`(?<complete>\|)`,
    '(?<left>!)',
    String.raw`(?<open>\()`,
    String.raw`(?<close>\))`,
    ',',
    String.raw`(?<word>[^\s\-|#!()[\]{},]+)`,
  ].join('|'),
  'y',
);

const marksIn = (line: string, from: number): { readonly marks: readonly Mark[]; readonly end: number } => {
  const marks: Mark[] = [];
  let waited = 0;
  let group: number | undefined;
  let end = from;
  const put = (type: Mark['type'], text = '') =>
    marks.push({ type, text, at: group ?? end + waited, isGrouped: group !== undefined });
  for (;;) {
    MARK.lastIndex = end;
    const match = MARK.exec(line);
    if (match === null) break;
    const { wait, quoted, literal, error, name, complete, left, open, close, word } = match.groups ?? {};
    if (wait !== undefined) waited += Number(wait) - match[0].length;
    else if (quoted !== undefined) put('quoted', quoted.replaceAll('\\n', '\n').replaceAll('\\r', '\r'));
    else if (literal !== undefined) put('literal', literal);
    else if (error !== undefined) put('error', name);
    else if (complete !== undefined) put('complete');
    else if (left !== undefined) put('left');
    else if (word !== undefined) put('word', word);
    else if (open !== undefined) group = end + waited;
    else if (close !== undefined) group = undefined;
    end += match[0].length;
  }
  if (end < line.length && line[end] !== ' ')
    throw new Error(`the lane cannot be read from column ${end + 1} on: ${line}`);
  if (group !== undefined) throw new Error(`the lane has a group without an end: ${line}`);
  return { marks, end };
};

const laneOf = (line: string): Lane | undefined => {
  const { 0: label = '', groups } = LANE.exec(line) ?? {};
  if (groups?.['name'] === undefined) return undefined;
  const { marks, end } = marksIn(line, label.length);
  return { name: groups['name'], begins: label.length, marks, legend: line.slice(end).trim() };
};

/** Counts the columns from the beginning of the first lane. */
const fromFirstColumn = (lanes: readonly Lane[]): readonly Lane[] => {
  const first = Math.min(...lanes.map(({ begins }) => begins));
  return lanes.map(({ name, begins, marks, legend }) => ({
    name,
    begins: begins - first,
    marks: marks.map((mark) => ({ ...mark, at: mark.at - first })),
    legend,
  }));
};

const definitionsIn = (legends: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    legends
      .flatMap((legend) => legend.split(DEFINITION))
      .flatMap((text) => {
        const { name, value } = /^(?<name>\w+) = (?<value>.+)$/.exec(text)?.groups ?? {};
        return name === undefined || value === undefined ? [] : [[name, value.trim()] as const];
      }),
  );

/** Parses a diagram. Throws for a lane that cannot be read. */
export const diagramOf = (drawing: string): Diagram => {
  const given: Lane[] = [];
  const outcome: Lane[] = [];
  const legends: string[] = [];
  const calls: string[] = [];
  for (const line of drawing.split('\n')) {
    const lane = isDefinition(line) ? undefined : laneOf(line);
    if (lane !== undefined) {
      (calls.length === 0 ? given : outcome).push(lane);
      legends.push(lane.legend);
    } else if (isIndented(line) && outcome.length === 0) {
      const [call = '', ...legend] = line.trim().split(LEGEND);
      calls.push(call);
      legends.push(...legend);
    } else legends.push(line.trim());
  }
  const lanes = fromFirstColumn([...given, ...outcome]);
  return {
    given: lanes.slice(0, given.length),
    call: calls.join(' '),
    outcome: lanes.slice(given.length),
    definitions: definitionsIn(legends),
  };
};

/** Finds the diagrams of a source file, in order. One that begins with its call gets the input of the previous one. */
export const drawingsIn = (source: string): readonly Drawing[] =>
  [...source.matchAll(BLOCK)].flatMap(({ index, 1: block = '' }) => {
    const first = source.slice(0, index).split('\n').length + 1;
    const lines = block.split('\n').map((line) => line.replace(/^ *\* ?/, '').trimEnd());
    const drawings: Drawing[] = [];
    let given: readonly string[] = [];
    let current: string[] = [];
    for (const [index, line] of [...lines, ''].entries()) {
      if (line !== '') current.push(line);
      else if (current.length > 0) {
        const beginsWithCall = current.slice(0, 1).some(isIndented);
        if (!beginsWithCall) given = current.slice(0, current.findIndex(isIndented));
        drawings.push({
          line: first + index - current.length,
          text: (beginsWithCall ? [...given, ...current] : current).join('\n'),
        });
        current = [];
      }
    }
    return drawings;
  });
