import ts from 'typescript';

/** Names in a piece of code. */
export interface Names {
  readonly mentioned: ReadonlySet<string>;
  /** Names that it declares at its top level. */
  readonly declared: ReadonlySet<string>;
  /** Names that it declares in an inner scope, e.g. in a function. */
  readonly declaredInside: ReadonlySet<string>;
}

const declares = (parent: ts.Node, name: ts.Identifier): boolean =>
  (ts.isVariableDeclaration(parent) ||
    ts.isBindingElement(parent) ||
    ts.isParameter(parent) ||
    ts.isFunctionDeclaration(parent) ||
    ts.isClassDeclaration(parent) ||
    ts.isInterfaceDeclaration(parent) ||
    ts.isTypeAliasDeclaration(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isNamespaceImport(parent)) &&
  parent.name === name;

const isInside = (name: ts.Identifier): boolean =>
  ts.findAncestor(
    name.parent,
    (node) => ts.isFunctionExpression(node) || ts.isArrowFunction(node) || ts.isBlock(node),
  ) !== undefined;

/** Finds the names that a piece of code uses and declares. */
export const namesIn = (code: string): Names => {
  const names = { mentioned: new Set<string>(), declared: new Set<string>(), declaredInside: new Set<string>() };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      names.mentioned.add(node.text);
      if (declares(node.parent, node)) (isInside(node) ? names.declaredInside : names.declared).add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('code.ts', code, ts.ScriptTarget.Latest, true));
  return names;
};
