import ts from 'typescript';

/** A piece of text to be put in at a place. */
type Insertion = readonly [place: number, text: string];

const around = (node: ts.Expression): readonly Insertion[] => [
  [node.getStart(), '__seen('],
  [node.getEnd(), ')'],
];

const valuesOf = (statement: ts.Statement): readonly ts.Expression[] => {
  if (ts.isExpressionStatement(statement)) return [statement.expression];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ initializer }) => initializer ?? []);
};

/** A comment of its own before a statement says that time has passed: "when the conversation is over". */
const isAfterComment = (statement: ts.Statement, code: string): boolean =>
  /^\s*\/\//m.test(code.slice(statement.pos, statement.getStart()).replace(/^.*\n/, ''));

/**
 * Makes a block tell what happens in it: `__seen` is given the value of every statement and of every variable, and
 * `__pause` is awaited wherever a comment stands between two statements.
 *
 * @param start where the block begins; before that is its header.
 */
export const inSteps = (source: string, start: number): string => {
  const { statements } = ts.createSourceFile('block.ts', source, ts.ScriptTarget.Latest, true);
  const insertions = statements
    .filter((statement) => statement.getStart() >= start)
    .flatMap((statement): readonly Insertion[] => [
      ...(isAfterComment(statement, source) ? [[statement.getStart(), 'await __pause();'] as const] : []),
      ...valuesOf(statement).flatMap(around),
    ]);
  return insertions.reduceRight((text, [place, piece]) => text.slice(0, place) + piece + text.slice(place), source);
};
