import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import ts from 'typescript';

const FOLDERS = ['spec', 'marbles'];
/** What fails a test by itself, apart from functions that a test calls. */
const ASSERTIONS = /\b(expect\w*|assert\w*|replay\w*|errorOf|within)\b\s*[(.]/;

interface Source {
  readonly file: string;
  readonly root: ts.SourceFile;
}

const sources: readonly Source[] = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => {
      const path = `${folder}/${file}`;
      return { file: path, root: ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true) };
    }),
);

/** The names of functions, and the texts of all functions of that name. */
const functionsIn = (roots: readonly Source[]): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  const visit = (node: ts.Node): void => {
    const isFunction =
      ts.isFunctionDeclaration(node) ||
      (ts.isVariableDeclaration(node) && node.initializer !== undefined && ts.isArrowFunction(node.initializer));
    if (isFunction && node.name !== undefined && ts.isIdentifier(node.name)) {
      const texts = found.get(node.name.text) ?? [];
      found.set(node.name.text, [...texts, node.getText()]);
    }
    ts.forEachChild(node, visit);
  };
  for (const { root } of roots) visit(root);
  return found;
};

const namesIn = (text: string): ReadonlySet<string> => new Set(text.match(/\b[A-Za-z_]\w*\b/g));

/** The functions that assert something, also by other functions. */
const assertingIn = (functions: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> => {
  const asserting = new Set<string>();
  for (let before = -1; before !== asserting.size;) {
    before = asserting.size;
    for (const [name, texts] of functions)
      if (texts.some((text) => ASSERTIONS.test(text) || [...namesIn(text)].some((each) => asserting.has(each))))
        asserting.add(name);
  }
  return asserting;
};

const helpers = assertingIn(functionsIn(sources.filter(({ file }) => !/\.(spec|marbles)\.ts$/.test(file))));

/** The titles of tests in a file that assert nothing. */
const silentIn = (source: Source): readonly string[] => {
  const silent: string[] = [];
  const own = assertingIn(functionsIn([source]));
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'it') {
      const [title, body] = node.arguments;
      const text = body?.getText() ?? '';
      const isAsserting =
        ASSERTIONS.test(text) || [...namesIn(text)].some((name) => own.has(name) || helpers.has(name));
      if (!isAsserting) silent.push(`${source.file}: ${title?.getText() ?? ''}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source.root);
  return silent;
};

describe('the tests', () => {
  it('assert something, each of them', () => {
    const tests = sources.filter(({ file }) => /\.(spec|marbles)\.ts$/.test(file));
    expect(tests.length).to.be.greaterThan(100);
    expect(tests.flatMap(silentIn)).to.deep.equal([]);
  });
});
