import type { Either } from 'fp-ts/lib/Either.js';
import { left, right } from '#either';
import { excerpt } from '../../errors/errorBody.js';
import { MARBLE_TITLE, MAX_MARBLE_SIZE } from './MarbleFile.js';
import type { LanePart } from './marbleLane.js';

/** A line of a definition: its mark (`=`, `+`, `.`, `<`, `>` or `#`), the text behind it, and its place. */
export interface EntryLine extends LanePart {
  readonly mark: string;
}

/** The lines of a `.marble` file, sorted but not yet read. */
export interface MarbleLines {
  readonly notes: readonly string[];
  /** The lanes by their labels. There may be several of one label, e.g. for two requests at the same time. */
  readonly lanes: ReadonlyMap<string, readonly (readonly LanePart[])[]>;
  readonly requests: ReadonlyMap<string, readonly EntryLine[]>;
  readonly values: ReadonlyMap<string, readonly EntryLine[]>;
}

const TITLE = /^marble (?<version>\d+)$/;
const LANE = /^(?<label>requests|events|(?:head|body|frames|subs) \S):(?<text>.*)$/u;
const DEFINITION = /^(?<request>request )?(?<name>\S) = (?<text>.*)$/u;
const ENTRY = /^ {2}(?<mark>[+.<>#]) (?<text>.*)$/u;

type State =
  | { readonly type: 'lane'; readonly parts: LanePart[] }
  | { readonly type: 'request' | 'value'; readonly entries: EntryLine[] };

const MARKS = { request: '<>#', value: '+.' };

const EXPECTED =
  'expected a lane such as "body 1: …", a request such as "request 1 = POST /v1/responses", a value such as "a = …", or a comment that begins with //';

/** Sorts the lines of a file. Left has the line, the column and a sentence. */
export const marbleLines = (text: string): Either<string, MarbleLines> => {
  if (text.length > MAX_MARBLE_SIZE)
    return left(`line 1, column 1: a .marble file has at most ${MAX_MARBLE_SIZE} characters, got ${text.length}`);
  const notes: string[] = [];
  const lanes = new Map<string, LanePart[][]>();
  const definitions = { request: new Map<string, EntryLine[]>(), value: new Map<string, EntryLine[]>() };
  let state: State | undefined;

  for (const [index, written] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const line = index + 1;
    const content = written.trimEnd();
    const wrong = (why: string, column = 1) => left(`line ${line}, column ${column}: ${why}`);
    if (line === 1) {
      if (content === MARBLE_TITLE) continue;
      const version = TITLE.exec(content)?.groups?.['version'];
      return wrong(
        version === undefined
          ? `expected "${MARBLE_TITLE}" as the first line of a .marble file, got ${excerpt(content, 60)}`
          : `expected version 1 of the format, got ${version}: read the file with a newer version of this package`,
      );
    }
    if (content === '') {
      state = undefined;
      continue;
    }
    if (content.startsWith('//')) {
      notes.push(content.slice(2));
      continue;
    }
    const lane = LANE.exec(content)?.groups;
    if (lane !== undefined) {
      const { label = '', text: marks = '' } = lane;
      const parts = [{ text: marks, line, column: label.length + 2 }];
      const others = lanes.get(label);
      if (others === undefined) lanes.set(label, [parts]);
      else others.push(parts);
      state = { type: 'lane', parts };
      continue;
    }
    const definition = DEFINITION.exec(content)?.groups;
    if (definition !== undefined) {
      const { request, name = '', text: first = '' } = definition;
      const type = request === undefined ? 'value' : 'request';
      if (definitions[type].has(name)) return wrong(`the ${type} ${name} is defined twice; rename or remove one`);
      const entries = [{ mark: '=', text: first, line, column: content.length - first.length + 1 }];
      definitions[type].set(name, entries);
      state = { type, entries };
      continue;
    }
    if (state === undefined || !content.startsWith(' ')) return wrong(`${EXPECTED}, got ${excerpt(content, 60)}`);
    if (state.type === 'lane') {
      state.parts.push({ text: content, line, column: 1 });
      continue;
    }
    const entry = ENTRY.exec(content)?.groups;
    if (entry === undefined || !MARKS[state.type].includes(entry['mark'] ?? ' '))
      return wrong(
        state.type === 'value'
          ? 'expected "  + " before another chunk or "  . " before more of the same one'
          : 'expected "  > " before a header of the request, "  < " before the status or a header of the response, or "  # " before the error',
      );
    state.entries.push({ mark: entry['mark'] ?? '', text: entry['text'] ?? '', line, column: 5 });
  }
  return right({ notes, lanes, requests: definitions.request, values: definitions.value });
};
