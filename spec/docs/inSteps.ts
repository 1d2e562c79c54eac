import ts from 'typescript';

/** Text to insert at a position. */
type Insertion = readonly [position: number, text: string];

const around = (node: ts.Expression): readonly Insertion[] => [
  [node.getStart(), '__seen('],
  [node.getEnd(), ')'],
];

/** The promise behind `void`, which the block itself does not wait for. */
const withoutVoid = (expression: ts.Expression): ts.Expression =>
  ts.isVoidExpression(expression) ? expression.expression : expression;

const valuesOf = (statement: ts.Statement): readonly ts.Expression[] => {
  if (ts.isExpressionStatement(statement)) return [withoutVoid(statement.expression)];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ initializer }) => initializer ?? []);
};

/** True for a statement after a comment line, which means that time has passed: "when the conversation is over". */
const isAfterComment = (statement: ts.Statement, code: string): boolean =>
  /^\s*\/\//m.test(code.slice(statement.pos, statement.getStart()).replace(/^.*\n/, ''));

/**
 * Instruments a block: passes the value of every statement and variable to `__seen`, and awaits `__pause` at every
 * comment between two statements.
 *
 * @param start the offset of the block after its header.
 */
export const inSteps = (source: string, start: number): string => {
  const { statements } = ts.createSourceFile('block.ts', source, ts.ScriptTarget.Latest, true);
  const insertions = statements
    .filter((statement) => statement.getStart() >= start)
    .flatMap((statement): readonly Insertion[] => [
      ...(isAfterComment(statement, source) ? [[statement.getStart(), 'await __pause();'] as const] : []),
      ...valuesOf(statement).flatMap(around),
    ]);
  return insertions.reduceRight(
    (text, [position, piece]) => text.slice(0, position) + piece + text.slice(position),
    source,
  );
};
