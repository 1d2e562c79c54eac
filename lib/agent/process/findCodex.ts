import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { buildError } from '../../protocol/errors/ApiError.js';
import { isJsonObject, parseJsonText } from '../../protocol/codec/json.js';

/** A command that runs a program. Further arguments are appended to `args`. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

const INSTALL = 'install it with "npm install @openai/codex", or set codexPathOverride to its path';

// On Windows only .exe files are considered: the .cmd files that npm installs need a shell, which would interpret the
// arguments.
const SUFFIXES = process.platform === 'win32' ? ['.exe', ''] : [''];

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // missing or not executable: the search continues
  }
};

const isPath = (name: string): boolean => name.includes('/') || name.includes('\\');

const inPath = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => SUFFIXES.map((suffix) => join(folder, `${name}${suffix}`)))
    .find(isProgram);

/** Resolves the package.json of `@openai/codex` from this package. */
const packageFile = (): string | undefined => {
  try {
    return createRequire(import.meta.url).resolve('@openai/codex/package.json');
  } catch {
    return undefined; // the optional peer dependency is not installed
  }
};

/**
 * Finds the launcher script of `@openai/codex`, which starts the binary for this platform and forwards signals to it.
 */
const launcher = (): string | undefined => {
  const file = packageFile();
  const manifest = file === undefined ? undefined : parseJsonText(readFileSync(file, 'utf8'));
  const bin = isJsonObject(manifest) ? manifest['bin'] : undefined;
  const script = isJsonObject(bin) ? bin['codex'] : bin;
  return file === undefined || typeof script !== 'string' ? undefined : join(dirname(file), script);
};

/**
 * Returns the command for a path. Scripts are run with the current Node, because Windows cannot run them directly and
 * other scripts may have no `#!` line.
 */
const programAt = (path: string): Program =>
  /\.[cm]?js$/.test(path) ? { command: process.execPath, args: [path] } : { command: path, args: [] };

const overridden = (name: string): Program => {
  const path = isPath(name) ? name : inPath(name);
  const program = path === undefined ? undefined : programAt(path);
  if (path === undefined || program === undefined || !(program.args.length > 0 ? isFile(path) : isProgram(path)))
    throw buildError(`codexPathOverride must be an executable file or a command in PATH, got "${name}"; ${INSTALL}`);
  return program;
};

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/**
 * Finds the `codex` program: looks in `codexPathOverride`, then in the package `@openai/codex`, then in `PATH`. It runs
 * before every turn, so codex can be installed while the application runs.
 *
 * @throws ApiError `build` if there is none, with instructions to install it.
 */
export const findCodex = (override?: string): Program => {
  if (override !== undefined) return overridden(override);
  const path = launcher() ?? inPath('codex');
  if (path === undefined) throw buildError(`the program "codex" was not found; ${INSTALL}`);
  return programAt(path);
};
