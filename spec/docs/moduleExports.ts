import ts from 'typescript';
import { ROOT } from './codeBlocks.js';
import { programOf } from './programOf.js';

/** Exports of a module by name. Aliases are resolved to the declared symbols. */
export type Exports = ReadonlyMap<string, ts.Symbol>;

/** Exports of several modules, read by the compiler. */
export interface ModuleExports {
  /** The program that contains the modules. */
  readonly program: ts.Program;
  readonly of: (module: string) => Exports;
}

/** Folder of the files that exist in memory only. Their imports are resolved from here. */
export const FOLDER = `${ROOT}spec/docs/`;

/** Reads modules, named as in an import from `FOLDER`. */
export const readModules = (modules: readonly string[]): ModuleExports => {
  const path = `${FOLDER}modules.ts`;
  const imports = modules.map((module, index) => `import * as _${index} from '${module}';\n`);
  const program = programOf(new Map([[path, imports.join('')]]));
  const checker = program.getTypeChecker();
  const exports = new Map<string, Exports>();

  program.getSourceFile(path)?.forEachChild((node) => {
    if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) return;
    const module = checker.getSymbolAtLocation(node.moduleSpecifier);
    const symbols = module === undefined ? [] : checker.getExportsOfModule(module);
    const declared = (symbol: ts.Symbol) =>
      (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
    exports.set(node.moduleSpecifier.text, new Map(symbols.map((symbol) => [symbol.name, declared(symbol)])));
  });
  return { program, of: (module) => exports.get(module) ?? new Map<string, ts.Symbol>() };
};

/** True for a symbol that exists at run time. */
export const isValue = ({ flags }: ts.Symbol): boolean => (flags & ts.SymbolFlags.Value) !== 0;

/** True for a function or a class. */
export const isCallable = (symbol: ts.Symbol, program: ts.Program): boolean => {
  const type = program.getTypeChecker().getTypeOfSymbol(symbol);
  return isValue(symbol) && type.getCallSignatures().length + type.getConstructSignatures().length > 0;
};

/** True for a symbol whose docstring has an example. */
export const hasExample = (symbol: ts.Symbol): boolean => symbol.getJsDocTags().some(({ name }) => name === 'example');

/** Returns the names of an exported type's properties. */
export const propertiesOf = ({ program, of }: ModuleExports, module: string, type: string): ReadonlySet<string> => {
  const symbol = of(module).get(type);
  const properties =
    symbol === undefined ? [] : program.getTypeChecker().getDeclaredTypeOfSymbol(symbol).getProperties();
  return new Set(properties.map(({ name }) => name));
};
