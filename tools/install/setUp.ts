// Two applications in a temporary folder, which get the package as its users do: packed, and installed by npm.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The longest that one program may take, in milliseconds. */
const LIMIT = 120_000;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** How a program ended, and what it said. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. @param input what it reads from stdin; by default nothing. */
export const run = (program: string, args: readonly string[], cwd: string, input = ''): Outcome => {
  // With these the installed command would ask a real server.
  const { OPENAI_API_KEY: _key, OPENAI_BASE_URL: _url, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, input, encoding: 'utf8', timeout: LIMIT });
  return { status, stdout, stderr };
};

const npm = (args: readonly string[], cwd: string): void => {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const { status, stdout, stderr } = run('npm', [...args, ...quiet], cwd);
  if (status !== 0) throw new Error(`npm ${args.join(' ')} ended with ${status ?? 'no code'}\n${stdout}${stderr}`);
};

/** Whether there is a registry to install from. */
export const reachRegistry = (): boolean =>
  run('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=10000'], ROOT).status === 0;

/** A folder that is gone when this process is, however that ends. */
const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'codex-rx-install-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  return folder;
};

export interface SetUp {
  /** The folder of an application for Node. */
  readonly node: string;
  /** The folder of a page. */
  readonly browser: string;
  /** The folder of a version of TypeScript. */
  readonly typescript: (version: string) => string;
}

/** Packs what is built, and installs it. @param typescripts the versions of TypeScript to compile with. */
export const setUp = (typescripts: readonly string[]): SetUp => {
  if (!existsSync(join(ROOT, 'dist'))) throw new Error('nothing is built: npm run build');
  const folder = temporaryFolder();
  npm(['pack', '--ignore-scripts', '--pack-destination', folder], ROOT);
  const tarballs = readdirSync(folder).map((file) => join(folder, file));

  const install = (application: string): string => {
    const path = join(folder, application);
    cpSync(fileURLToPath(new URL(application, import.meta.url)), path, { recursive: true });
    npm(['install', ...tarballs], path);
    return path;
  };
  const tools = join(folder, 'tools');
  const aliases = typescripts.map((version) => `ts-${version}@npm:typescript@${version}`);
  npm(['install', '--prefix', tools, ...aliases], folder);
  return {
    node: install('node'),
    browser: install('browser'),
    typescript: (version) => join(tools, 'node_modules', `ts-${version}`),
  };
};
