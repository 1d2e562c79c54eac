/**
 * A marble diagram of a docstring. Every block of the language `text` in `lib` is one, or several with blank lines between
 * them; what is shown there and is no marble diagram, e.g. a line of a file, has its own language: `json`, `sse`.
 *
 * ```text
 * frames:  --[data: 1]--b-----     what is given
 * demand:  ---close---open----
 *       idleTimeout(5, { demand })
 * output:  --a----------b----#     stream error: idle timeout waiting for SSE
 * told:    --x                     x = { result: 'event' }
 * ```
 *
 * Above the call is what is given, below it what must come of it: first its result, then what it tells on the side. The
 * call is JavaScript, and an operator, or several with commas between them, is applied to the first lane. A call without
 * lanes above it has those of the diagram before.
 *
 * A column is a millisecond; what is wider happens at its first column and takes as long as it is wide. A lane begins
 * where it is subscribed to. It must be left where it ends, where it has a `!`, or else where the result ends.
 *
 * Lanes are written as in RxJS (`-`, `|`, `#`, `(ab|)`, ` 99ms `), and besides with words, `created`, which in a group have
 * commas between them; texts, `[data: 1]`, with `\n` and `\r` for line ends; values, `{ a: 1 }`; and errors by their names,
 * `#(quota_exceeded)`. `attempt 1`, `attempt 2` are the subscriptions of one source, one after the other.
 *
 * What stands to the right is for people, but for two things, which are checked: `x = …` says what a letter stands for, and
 * what stands beside an error that has no name, below the call, is its message. Without one it is the error given above.
 */
export interface Diagram {
  readonly given: readonly Lane[];
  readonly call: string;
  readonly outcome: readonly Lane[];
  /** The values that the legends define, by their names, as expressions. */
  readonly definitions: ReadonlyMap<string, string>;
}

/** A diagram as it stands in a file. */
export interface Drawing {
  /** Where it begins, counted from 1. */
  readonly line: number;
  readonly text: string;
}

/** One line of time. */
export interface Lane {
  readonly name: string;
  /** When it is subscribed to, in columns of the diagram. */
  readonly begins: number;
  readonly marks: readonly Mark[];
  readonly legend: string;
}

/** What happens at one time. For errors, `text` is the name, or ''. */
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
    String.raw`\[(?<quoted>.*?)\](?=[-|#!()[{\s,]|$)`, // there may be brackets in it: it ends where the lane goes on
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

/** Counts the columns from where the first lane begins. */
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
      .flatMap((each) => {
        const { name, value } = /^(?<name>\w+) = (?<value>.+)$/.exec(each)?.groups ?? {};
        return name === undefined || value === undefined ? [] : [[name, value.trim()] as const];
      }),
  );

/** Throws at a lane that cannot be read. */
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

/** All diagrams of a source file, in order. One that begins with its call gets the lanes that the one before begins with. */
export const drawingsIn = (source: string): readonly Drawing[] =>
  [...source.matchAll(BLOCK)].flatMap(({ index, 1: block = '' }) => {
    const first = source.slice(0, index).split('\n').length + 1;
    const lines = block.split('\n').map((line) => line.replace(/^ *\* ?/, '').trimEnd());
    const drawings: Drawing[] = [];
    let given: readonly string[] = [];
    let begun: string[] = [];
    for (const [place, line] of [...lines, ''].entries()) {
      if (line !== '') begun.push(line);
      else if (begun.length > 0) {
        const beginsWithCall = begun.slice(0, 1).some(isIndented);
        if (!beginsWithCall) given = begun.slice(0, begun.findIndex(isIndented));
        drawings.push({
          line: first + place - begun.length,
          text: (beginsWithCall ? [...given, ...begun] : begun).join('\n'),
        });
        begun = [];
      }
    }
    return drawings;
  });
