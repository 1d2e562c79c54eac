import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { isTiming } from '../../tools/mutate/constantTests.js';
import { realTimes, timingConstants } from '../../tools/mutate/timingMutants.js';

const LIB = new URL('../../lib/', import.meta.url);
/** What a name of a wait, a pace or a lifetime contains. */
const OF_TIME =
  /timeout|delay|wait|grace|lag\b|lag$|heartbeat|interval|period|after|alive|idle|drain|patience|tick|frame$|^frame|pause|silence|spread|ttl|hold$|late$|remembered|duration|measured|max_?age/i;
/** Names that only look like one: exit codes, sizes and a status of a WebSocket. */
const NOT_OF_TIME = new Set(['cli/exitCodes.ts', 'FRAME_BYTES', 'MAX_WAITING', 'NO_CLOSE_FRAME']);

interface Found {
  readonly file: string;
  readonly name: string;
  readonly line: string;
}

const isNumber = (node: ts.Node | undefined): boolean =>
  node !== undefined &&
  (ts.isNumericLiteral(node)
    ? Number(node.text) > 1
    : ts.isBinaryExpression(node) && isNumber(node.left) && isNumber(node.right));

/** Returns the number that a value has by default, as in `given ?? 300`. */
const defaultIn = (value: ts.Expression | undefined): ts.Expression | undefined =>
  value !== undefined &&
  ts.isBinaryExpression(value) &&
  value.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken
    ? value.right
    : value;

const nameIn = (node: ts.Node): string | undefined => {
  if ((ts.isVariableDeclaration(node) || ts.isBindingElement(node)) && ts.isIdentifier(node.name))
    return isNumber(defaultIn(node.initializer)) ? node.name.text : undefined;
  if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name))
    return isNumber(defaultIn(node.initializer)) ? node.name.text : undefined;
  return undefined;
};

/** Finds the numbers of `lib` that are declared under a name of time. */
const found = (): readonly Found[] =>
  readdirSync(LIB, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .flatMap((file) => {
      const text = readFileSync(new URL(file, LIB), 'utf8');
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
      const places: Found[] = [];
      const visit = (node: ts.Node): void => {
        const name = nameIn(node);
        const isOfTime =
          name !== undefined &&
          (OF_TIME.test(name) || isTiming(name)) &&
          !NOT_OF_TIME.has(name) &&
          !NOT_OF_TIME.has(file);
        if (isOfTime) places.push({ file, name, line: node.getText(source) });
        ts.forEachChild(node, visit);
      };
      visit(source);
      return places;
    });

describe('the list of timing constants', () => {
  const listed = [...timingConstants, ...realTimes];

  it('has every constant of lib whose name is one of time', () => {
    const missing = found().filter(
      ({ file, line }) =>
        !listed.some((each) => each.file === file && (line.includes(each.text) || each.text.includes(line))),
    );
    expect(missing.map(({ file, line }) => `${file}: ${line}`)).to.deep.equal([]);
  });

  for (const { file, text } of listed)
    it(`finds ${text} in ${file}`, () => {
      expect(readFileSync(new URL(file, LIB), 'utf8').split(text)).to.have.length(2);
    });

  it('changes each constant in both directions, or replaces it twice', () => {
    for (const { text, others } of timingConstants) expect(others.length, text).to.be.at.least(2);
  });
});
