// Everything that must be there before a client can start: the built library, the packages of the others, the clients.
import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const bench = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program; what it prints goes to stderr, for stdout is the tables'. */
const run = (program: string, args: readonly string[], cwd: string): void => {
  execFileSync(program, args, { cwd, stdio: ['ignore', 2, 2] });
};

const isInstalled = (): boolean => {
  const installed = `${bench}node_modules/.package-lock.json`;
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${bench}package-lock.json`).mtimeMs;
};

/** Two copies would be measured as one. */
const expectOneRxjs = (): void => {
  const [ours, theirs] = [root, `${bench}dist/`].map((folder) => createRequire(`${folder}any.js`).resolve('rxjs'));
  if (ours !== theirs)
    throw new Error(`there are two copies of rxjs, ${ours} and ${theirs}: run npm ci in both folders`);
};

/** A link and no dependency: the lock file would repeat the dependencies of the library, and go stale with them. */
const linkLibrary = (): void => {
  const link = `${bench}node_modules/codex-rx`;
  // A copied folder brings along a link to the library that it was copied from, which would be measured instead.
  if (existsSync(link) && realpathSync(link) === realpathSync(root)) return;
  rmSync(link, { force: true });
  symlinkSync(root, link, 'junction');
};

/** Builds what is measured, and installs what it is measured against where that is not there yet. */
export const prepare = (): void => {
  run('npm', ['run', '--silent', 'build'], root);
  // Most of them ask for Node 22 or later, and run on 20 all the same. What is optional is the codex program itself, for
  // every system: 100 MB and more, where a double plays it.
  if (!isInstalled()) run('npm', ['ci', '--no-audit', '--no-fund', '--omit=optional'], bench);
  linkLibrary();
  run('npx', ['--no-install', 'tsc', '-p', 'tsconfig.json'], bench);
  expectOneRxjs();
};

/** The program that clients run on. */
export const nodeProgram = (asked: string | undefined): string => {
  if (asked === undefined) return process.execPath;
  if (existsSync(asked)) return asked;
  const print = ['--yes', `node@${asked}`, '--print', 'process.execPath'];
  return execFileSync('npx', print, { encoding: 'utf8', stdio: ['ignore', 'pipe', 2] }).trim();
};
