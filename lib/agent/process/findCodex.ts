import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { buildError } from '../../protocol/errors/ApiError.js';
import { isJsonObject, parseJsonText } from '../../protocol/codec/json.js';

/** How a program is called: the arguments come behind those that it is called with already. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

const INSTALL = 'install it with "npm install @openai/codex", or say where it is with codexPathOverride';

// Windows cannot run a script of npm's without a shell, and a shell would read the arguments as its own.
const SUFFIXES = process.platform === 'win32' ? ['.exe', ''] : [''];

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // whatever keeps it from being run: the search goes on
  }
};

const isPath = (name: string): boolean => name.includes('/') || name.includes('\\');

const inPath = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => SUFFIXES.map((suffix) => join(folder, `${name}${suffix}`)))
    .find(isProgram);

/** Where `@openai/codex` is installed, as this package sees it. */
const packageFile = (): string | undefined => {
  try {
    return createRequire(import.meta.url).resolve('@openai/codex/package.json');
  } catch {
    return undefined; // it is an optional peer
  }
};

/** Its launcher, which knows where the binary of this platform is, and passes signals on to it. */
const launcher = (): string | undefined => {
  const file = packageFile();
  const manifest = file === undefined ? undefined : parseJsonText(readFileSync(file, 'utf8'));
  const bin = isJsonObject(manifest) ? manifest['bin'] : undefined;
  const script = isJsonObject(bin) ? bin['codex'] : bin;
  return file === undefined || typeof script !== 'string' ? undefined : join(dirname(file), script);
};

/** Scripts are run by the Node that runs this: Windows could not run them at all, others need no `#!`. */
const programAt = (path: string): Program =>
  /\.[cm]?js$/.test(path) ? { command: process.execPath, args: [path] } : { command: path, args: [] };

const overridden = (name: string): Program => {
  const path = isPath(name) ? name : inPath(name);
  const program = path === undefined ? undefined : programAt(path);
  if (path === undefined || program === undefined || !(program.args.length > 0 ? isFile(path) : isProgram(path)))
    throw buildError(`codexPathOverride is "${name}", where no program can be run; ${INSTALL}`);
  return program;
};

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/**
 * The `codex` program: what `codexPathOverride` says, else that of the package `@openai/codex`, else the one in `PATH`.
 * Looked for anew for every turn, so that one may install it meanwhile.
 *
 * @throws ApiError `build` where there is none, saying how to get it.
 */
export const findCodex = (override?: string): Program => {
  if (override !== undefined) return overridden(override);
  const path = launcher() ?? inPath('codex');
  if (path === undefined) throw buildError(`the program "codex" was not found; ${INSTALL}`);
  return programAt(path);
};
