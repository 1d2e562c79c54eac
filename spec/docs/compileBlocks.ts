import ts from 'typescript';
import manifest from '../../package.json' with { type: 'json' };
import type { CodeBlock } from './codeBlocks.js';
import {
  FOLDER,
  hasExample,
  isCallable,
  isValue,
  propertiesOf,
  readModules,
  type ModuleExports,
} from './moduleExports.js';
import { namesIn } from './namesIn.js';
import { programOf } from './programOf.js';

/** Block as a module of its own. */
export interface CompiledBlock extends CodeBlock {
  /** The block after one line with the imports that it leaves out. */
  readonly source: string;
  /** True for a block that uses marbles and so runs in virtual time. */
  readonly isVirtual: boolean;
  /** The errors of the compiler, each with its position in the document. */
  readonly faults: readonly string[];
}

/** Result of the compilation of all documents. */
export interface Compilation {
  readonly blocks: readonly CompiledBlock[];
  /** Functions and classes that an entry point exports and whose docstring has no example. */
  readonly withoutExample: readonly string[];
}

/** Entry points of the package, as they are imported. */
export const ENTRY_POINTS: readonly string[] = Object.keys(manifest.exports)
  .filter((path) => !path.endsWith('.json'))
  .map((path) => path.replace('.', manifest.name));

/** Modules that are searched for a name that no entry point exports. */
export const LIBRARIES: readonly string[] = [
  'rxjs',
  'chai',
  'fp-ts/lib/Either.js',
  'react',
  '@angular/core',
  '@ngrx/signals',
];

const PRELUDE = './prelude.js';
const HELPERS = 'rxjs/testing';

/** Returns the module that contains a docstring. Its examples may use all exports of it. */
export const ownModules = ({ file }: CodeBlock): readonly string[] =>
  file.endsWith('.ts') ? [`../../${file.replace(/\.ts$/, '.js')}`] : [];

/** Adds the header: an import for every name that a block uses and does not declare. */
const moduleOf = (block: CodeBlock, exports: ModuleExports): Omit<CompiledBlock, 'faults'> => {
  const { mentioned, declared, declaredInside } = namesIn(block.code);
  const prelude = propertiesOf(exports, PRELUDE, 'Prelude');
  const helpers = propertiesOf(exports, HELPERS, 'RunHelpers');
  const own = ownModules(block);
  const header = ['export {}; import * as t from "io-ts"'];
  let isVirtual = false;

  for (const name of mentioned) {
    if (declared.has(name)) continue;
    const isOwn = own.some((module) => exports.of(module).has(name));
    const module = [...own, ...ENTRY_POINTS, ...LIBRARIES].find((path) => exports.of(path).has(name));
    const symbol = module === undefined ? undefined : exports.of(module).get(name);
    if (!isOwn && prelude.has(name)) {
      header.push(`const { ${name} } = prelude`);
    } else if (!isOwn && helpers.has(name) && !declaredInside.has(name)) {
      header.push(`const { ${name} } = helpers`);
      isVirtual = true;
    } else if (symbol !== undefined) {
      header.push(`import ${isValue(symbol) ? '' : 'type '}{ ${name} } from "${module}"`);
    }
  }
  header.push(`declare const prelude: import("${PRELUDE}").Prelude`);
  header.push(`declare const helpers: import("${HELPERS}").RunHelpers`);
  return { ...block, source: `${header.join('; ')};\n${block.code}`, isVirtual };
};

const UNKNOWN_NAME: ReadonlySet<number> = new Set([2304, 2552, 18004]);

const reportOf = ({ file, line }: CodeBlock, { file: module, start = 0, messageText, code }: ts.Diagnostic): string => {
  const position = module?.getLineAndCharacterOfPosition(start) ?? { line: 1, character: 0 };
  const advice = UNKNOWN_NAME.has(code) ? ' (import or declare it, or add it to spec/docs/prelude.ts)' : '';
  const text = ts.flattenDiagnosticMessageText(messageText, '\n');
  return `${file}:${line + position.line - 1}:${position.character + 1} TS${code}: ${text}${advice}`;
};

/** Compiles all blocks as one program, so that the library is read once. */
export const compileBlocks = (blocks: readonly CodeBlock[]): Compilation => {
  const exports = readModules([
    ...ENTRY_POINTS,
    ...LIBRARIES,
    PRELUDE,
    HELPERS,
    ...new Set(blocks.flatMap(ownModules)),
  ]);
  const modules = blocks.map((block) => moduleOf(block, exports));
  const pathOf = (index: number) => `${FOLDER}block${index}.ts`;
  const program = programOf(new Map(modules.map(({ source }, index) => [pathOf(index), source])), exports.program);

  const faultsOf = (index: number): readonly ts.Diagnostic[] => {
    const file = program.getSourceFile(pathOf(index));
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  };
  return {
    blocks: modules.map((module, index) => ({
      ...module,
      faults: faultsOf(index).map((fault) => reportOf(module, fault)),
    })),
    withoutExample: ENTRY_POINTS.flatMap((entryPoint) =>
      [...exports.of(entryPoint).values()]
        .filter((symbol) => isCallable(symbol, exports.program) && !hasExample(symbol))
        .map(({ name }) => `${name} of ${entryPoint}`),
    ),
  };
};
