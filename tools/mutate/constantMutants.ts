import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { CONSTANT_TESTS, EQUIVALENT_CONSTANTS, isTiming } from './constantTests.js';
import type { Mutant } from './Mutant.js';

const isNumber = (node: ts.Expression | undefined): node is ts.Expression => {
  if (node === undefined) return false;
  if (ts.isNumericLiteral(node)) return true;
  if (ts.isParenthesizedExpression(node)) return isNumber(node.expression);
  return ts.isBinaryExpression(node) && isNumber(node.left) && isNumber(node.right);
};

/** A number that has a name. */
interface Constant {
  readonly name: string;
  readonly value: ts.Expression;
}

/** The number in `given ?? 5`. 0 and 1 are the first values of counters. */
const fallbackAt = (node: ts.Node): ts.Expression | undefined =>
  ts.isBinaryExpression(node) &&
  node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken &&
  ts.isNumericLiteral(node.right) &&
  Number(node.right.text) > 1
    ? node.right
    : undefined;

/** The number in `status: 422`. Small ones are amounts in builders of tests. */
const memberAt = (node: ts.Node): ts.NumericLiteral | undefined =>
  ts.isPropertyAssignment(node) && ts.isNumericLiteral(node.initializer) && Number(node.initializer.text) >= 100
    ? node.initializer
    : undefined;

/**
 * The initializer of `NAME = 5`, of a default such as `maxSize = 5` in a pattern or a list of parameters, of `given ?? 5`,
 * and of a member such as `status: 422`.
 */
const constantAt = (node: ts.Node): Constant | undefined => {
  const fallback = fallbackAt(node);
  if (fallback !== undefined && ts.isBinaryExpression(node))
    return { name: node.left.getText().replace(/.*\.|\W/g, ''), value: fallback };
  const member = memberAt(node);
  if (member !== undefined && ts.isPropertyAssignment(node)) return { name: node.name.getText(), value: member };
  if (!ts.isVariableDeclaration(node) && !ts.isBindingElement(node) && !ts.isParameter(node)) return undefined;
  if (!ts.isIdentifier(node.name) || !isNumber(node.initializer)) return undefined;
  const isCounter = ts.isVariableDeclaration(node) && !/^[A-Z][A-Z0-9_]+$/.test(node.name.text);
  return isCounter ? undefined : { name: node.name.text, value: node.initializer };
};

const constantsIn = (source: ts.SourceFile): readonly Constant[] => {
  const found: Constant[] = [];
  // What a server for tests answers is data, which its own specs compare.
  const isForTests = source.fileName.startsWith('server/');
  const visit = (node: ts.Node): void => {
    const constant = constantAt(node);
    if (constant !== undefined && !(isForTests && ts.isPropertyAssignment(node))) found.push(constant);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

/** The tests of the same name as a file, or else those of its folder. */
const ownTests = (file: string): readonly string[] => {
  const name = file.replace(/\.ts$/, '');
  const own = [`spec/${name}.spec.ts`, `marbles/${name}.marbles.ts`].filter((test) => existsSync(test));
  const folder = file.replace(/\/[^/]*$/, '');
  const folders = [
    [`spec/${folder}`, '*.spec.ts'],
    [`marbles/${folder}`, '*.marbles.ts'],
  ] as const;
  const near = folders.flatMap(([path, tests]) => (existsSync(path) ? [`${path}/${tests}`] : []));
  return own.length > 0 ? own : near;
};

const isZero = (value: ts.Expression): boolean => value.getText() === '0';

const mutantsIn = (file: string, text: string): readonly Mutant[] =>
  constantsIn(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true))
    .filter(({ name }) => !isTiming(name))
    .map(({ name, value }) => {
      const equivalent =
        EQUIVALENT_CONSTANTS[`${file}: ${name}`] ?? EQUIVALENT_CONSTANTS[`${file}: ${name} = ${value.getText()}`];
      return {
        name: `${file.replace(/.*\/|\.ts$/g, '')}: ${name} is ${isZero(value) ? 'one more' : 'doubled'}`,
        group: 'constant',
        file,
        // The whole text, so that this occurrence is meant.
        from: text,
        to: `${text.slice(0, value.getStart())}${isZero(value) ? '1' : `2 * (${value.getText()})`}${text.slice(value.getEnd())}`,
        tests: [...(CONSTANT_TESTS[`${file}: ${name}`] ?? CONSTANT_TESTS[file] ?? ownTests(file))],
        ...(equivalent === undefined ? {} : { equivalent }),
      };
    });

/** Creates a fault for each number of the library that has a name: constants, and defaults of options. */
export const constantMutants = async (): Promise<readonly Mutant[]> => {
  const files = (await readdir('lib', { recursive: true })).filter((file) => file.endsWith('.ts')).sort();
  const texts = await Promise.all(
    files.map(async (file) => [file, await readFile(join('lib', file), 'utf8')] as const),
  );
  return texts.flatMap(([file, text]) => mutantsIn(file, text));
};
