import { runInThisContext } from 'node:vm';
import * as rxjs from 'rxjs';
import * as operators from '../../../lib/operators/index.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import type { Diagram, Lane, Mark } from './diagramOf.js';
import type { Reading } from './encode.js';
import { error, readers, words } from './vocabulary.js';

/** What a diagram speaks of where it does not say it itself. */
export interface Cast {
  /** What letters, words and the names of errors stand for. Default: `words`; others are read letter by letter. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** What a text becomes in the lanes whose name ends with this word. Default: `readers`, else the text itself. */
  readonly read?: Readonly<Record<string, (text: string) => unknown>>;
  /** What else the call names. RxJS, the operators, the exports of the file and the lanes are there already. */
  readonly scope?: Readonly<Record<string, unknown>>;
}

/** What the lanes and the call of a diagram mean. */
export interface Meanings extends Reading<unknown> {
  /** What the expressions of the call make of these lanes. */
  readonly call: (lanes: Readonly<Record<string, unknown>>) => readonly unknown[];
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** The value of an expression. */
const evaluate = (code: string, scope: object): unknown => {
  const expression: unknown = runInThisContext(`(function (scope) { with (scope) return (${code}); })`);
  if (typeof expression !== 'function') throw new Error(`this is no expression: ${code}`);
  return Reflect.apply(expression, undefined, [scope]);
};

const lettersOf = (word: Mark): readonly Mark[] =>
  Array.from(word.text, (text, place) => ({ ...word, text, at: word.isGrouped ? word.at : word.at + place }));

export const meaningsOf = (
  { given, outcome, call, definitions }: Diagram,
  cast: Cast,
  exports: Readonly<Record<string, unknown>>,
): Meanings => {
  const values: Readonly<Record<string, unknown>> = { ...words, error, ...cast.values };
  const scope = { ...rxjs, ...operators, ...exports, error, ...cast.scope };
  const isKnown = (word: string) => definitions.has(word) || Object.hasOwn(values, word);

  const errorNamed = (name: string): unknown => {
    if (name === '') return error;
    if (Object.hasOwn(values, name)) return values[name];
    throw new Error(`no error is known by the name ${name}: the cast of the diagram must have it among its values`);
  };
  const marksOf = ({ marks }: Lane) =>
    marks.flatMap((mark) => (mark.type === 'word' && !isKnown(mark.text) ? lettersOf(mark) : [mark]));

  const written = new Set([...given, ...outcome].flatMap(marksOf).map(({ text }) => text));
  for (const name of definitions.keys())
    if (!written.has(name)) throw new Error(`${name} = … is said of nothing that is drawn`);
  const cause = given
    .flatMap(marksOf)
    .filter(({ type }) => type === 'error')
    .at(-1);

  return {
    call: (lanes) => {
      const results = evaluate(`[${call}]`, { ...scope, ...lanes });
      return isList(results) ? results : [];
    },
    value: ({ type, text }, { name }) => {
      if (type === 'literal') return evaluate(`(${text})`, scope);
      const definition = definitions.get(text);
      if (type === 'word' && definition !== undefined) return evaluate(definition, scope);
      if (type === 'word' && isKnown(text)) return values[text];
      const kind = name.split(/[ .]/).at(-1) ?? '';
      const read = cast.read?.[kind] ?? readers[kind];
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
