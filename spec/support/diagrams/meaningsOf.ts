import { runInThisContext } from 'node:vm';
import * as rxjs from 'rxjs';
import * as operators from '../../../lib/operators/index.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import type { Diagram, Lane, Mark } from './diagramOf.js';
import type { Reading } from './encode.js';
import { error, readers, words as commonWords } from './vocabulary.js';

/** Values that a diagram uses and does not define itself. */
export interface FixtureValues {
  /**
   * The values of letters, words and names of errors, besides those of vocabulary.ts. Other words are read by letters.
   */
  readonly values?: Readonly<Record<string, unknown>>;
  /**
   * Functions that convert the texts of lanes whose name ends with this word. Default: `readers`, else the text itself.
   */
  readonly read?: Readonly<Record<string, (text: string) => unknown>>;
  /** Further names for the call. RxJS, the operators, the exports of the file and the lanes are defined already. */
  readonly scope?: Readonly<Record<string, unknown>>;
}

/** Meanings of the lanes and the call of a diagram. */
export interface Meanings extends Reading<unknown> {
  /** Evaluates the expressions of the call with these lanes. */
  readonly call: (lanes: Readonly<Record<string, unknown>>) => readonly unknown[];
  /** Words that are read letter by letter because nothing defines them. */
  readonly undefinedWords: readonly string[];
}

/** Error of a name that neither the diagram nor its fixtures define. */
export class UnknownName extends Error {
  constructor(
    readonly unknown: string,
    /** The member of the fixtures that should define it. */
    readonly member: 'values' | 'scope',
    message: string,
  ) {
    super(message);
  }
}

/** Evaluates code. Throws `UnknownName` for a name that is not in scope. */
const resolveNames = <T>(run: () => T): T => {
  try {
    return run();
  } catch (cause) {
    const name = cause instanceof ReferenceError ? /^(\S+) is not defined$/.exec(cause.message)?.[1] : undefined;
    throw name === undefined ? cause : new UnknownName(name, 'scope', `the name ${name} is not defined`);
  }
};

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** Evaluates an expression. */
const evaluate = (code: string, scope: object): unknown => {
  const expression: unknown = runInThisContext(`(function (scope) { with (scope) return (${code}); })`);
  if (typeof expression !== 'function') throw new Error(`this is no expression: ${code}`);
  return Reflect.apply(expression, undefined, [scope]);
};

const lettersOf = (word: Mark): readonly Mark[] =>
  Array.from(word.text, (text, index) => ({ ...word, text, at: word.isGrouped ? word.at : word.at + index }));

export const meaningsOf = (
  { given, outcome, call, definitions }: Diagram,
  fixtures: FixtureValues,
  exports: Readonly<Record<string, unknown>>,
): Meanings => {
  const values: Readonly<Record<string, unknown>> = { ...commonWords, error, ...fixtures.values };
  const scope = { ...rxjs, ...operators, ...exports, error, ...fixtures.scope };
  const isKnown = (word: string) => definitions.has(word) || Object.hasOwn(values, word);

  const errorNamed = (name: string): unknown => {
    if (name === '') return error;
    if (Object.hasOwn(values, name)) return values[name];
    throw new UnknownName(name, 'values', `the error #(${name}) is not defined`);
  };
  const marksOf = ({ marks }: Lane) =>
    marks.flatMap((mark) => (mark.type === 'word' && !isKnown(mark.text) ? lettersOf(mark) : [mark]));

  const written = new Set([...given, ...outcome].flatMap(marksOf).map(({ text }) => text));
  for (const name of definitions.keys())
    if (!written.has(name)) throw new Error(`${name} = … defines a name that the diagram does not use`);
  const cause = given
    .flatMap(marksOf)
    .filter(({ type }) => type === 'error')
    .at(-1);

  const words = [...given, ...outcome].flatMap(({ marks }) => marks).filter(({ type }) => type === 'word');

  return {
    undefinedWords: words
      .filter(({ text, isGrouped }) => text.length > 1 && !isGrouped && !isKnown(text))
      .map(({ text }) => text),
    call: (lanes) => {
      const results = resolveNames(() => evaluate(`[${call}]`, { ...scope, ...lanes }));
      return isList(results) ? results : [];
    },
    value: ({ type, text }, { name }) => {
      if (type === 'literal') return resolveNames(() => evaluate(`(${text})`, scope));
      const definition = definitions.get(text);
      if (type === 'word' && definition !== undefined) return resolveNames(() => evaluate(definition, scope));
      if (type === 'word' && isKnown(text)) return values[text];
      const kind = name.split(/[ .]/).at(-1) ?? '';
      const read = fixtures.read?.[kind] ?? readers[kind];
      return read === undefined ? text : read(text);
    },
    error: ({ text }, lane) => {
      if (text !== '' || given.includes(lane)) return errorNamed(text);
      if (lane.legend !== '') return errorLike({ name: 'ApiError', message: lane.legend });
      if (cause !== undefined) return errorNamed(cause.text);
      throw new Error(`the lane ${lane.name} fails: its message must stand to the right of it`);
    },
    marks: marksOf,
  };
};
