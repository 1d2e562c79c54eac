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

/** A block as a module of its own. */
export interface CompiledBlock extends CodeBlock {
  /** The block, behind one line that imports what it takes for granted. */
  readonly source: string;
  /** Whether it speaks in marbles, and so runs in virtual time. */
  readonly isVirtual: boolean;
  /** What the compiler says, each with its place in the document. */
  readonly faults: readonly string[];
}

/** What the compiler knows of the documents. */
export interface Compilation {
  readonly blocks: readonly CompiledBlock[];
  /** The functions and classes that a door exports and whose docstring has no example. */
  readonly withoutExample: readonly string[];
}

/** The doors of the package, as one imports them. */
export const DOORS: readonly string[] = Object.keys(manifest.exports)
  .filter((path) => !path.endsWith('.json'))
  .map((path) => path.replace('.', manifest.name));

/** Where a reader looks for a name that no door has. */
export const LIBRARIES: readonly string[] = ['rxjs', 'chai', 'fp-ts/lib/Either.js'];

const PRELUDE = './prelude.js';
const HELPERS = 'rxjs/testing';

/** The module of the file that a docstring is in; its examples may use all of it. */
export const ownModules = ({ file }: CodeBlock): readonly string[] =>
  file.endsWith('.ts') ? [`../../${file.replace(/\.ts$/, '.js')}`] : [];

/** Adds the header: of every name that a block mentions and does not declare, where it comes from. */
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
    const module = [...own, ...DOORS, ...LIBRARIES].find((each) => exports.of(each).has(name));
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
  const place = module?.getLineAndCharacterOfPosition(start) ?? { line: 1, character: 0 };
  const advice = UNKNOWN_NAME.has(code) ? ' (import or declare it, or add it to spec/docs/prelude.ts)' : '';
  const text = ts.flattenDiagnosticMessageText(messageText, '\n');
  return `${file}:${line + place.line - 1}:${place.character + 1} TS${code}: ${text}${advice}`;
};

/** Compiles all blocks as one program: the library is read once. */
export const compileBlocks = (blocks: readonly CodeBlock[]): Compilation => {
  const exports = readModules([...DOORS, ...LIBRARIES, PRELUDE, HELPERS, ...new Set(blocks.flatMap(ownModules))]);
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
    withoutExample: DOORS.flatMap((door) =>
      [...exports.of(door).values()]
        .filter((symbol) => isCallable(symbol, exports.program) && !hasExample(symbol))
        .map(({ name }) => `${name} of ${door}`),
    ),
  };
};
