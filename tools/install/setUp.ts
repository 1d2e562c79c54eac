// Applications in a temporary folder, which get the package as its users do: packed, and installed by npm.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The longest that one program may take, in milliseconds. */
const LIMIT = 120_000;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The exit code and the output of a program. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The reply of `serve.mjs`. */
export const SAID = 'An old silent pond';
/** Nothing is printed: a warning is a failure, too. */
export const ACCEPTED: Outcome = { status: 0, stdout: '', stderr: '' };

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

/** Returns true if there is a registry to install from. */
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
  /** The folder of an application of Angular. */
  readonly angular: string;
  /** The folder of tests, with several test frameworks. */
  readonly testing: string;
  /** The folder of an application of React, with a version of it. */
  readonly react: (version: string) => string;
  /** The folder of a version of TypeScript. */
  readonly typescript: (version: string) => string;
}

export interface Versions {
  /** The versions of TypeScript to compile with. */
  readonly typescripts: readonly string[];
  /** The versions of React to run with. */
  readonly reacts: readonly string[];
}

/** Packs what is built, and installs it. */
export const setUp = ({ typescripts, reacts }: Versions): SetUp => {
  if (!existsSync(join(ROOT, 'dist'))) throw new Error('nothing is built: npm run build');
  const folder = temporaryFolder();
  npm(['pack', '--ignore-scripts', '--pack-destination', folder], ROOT);
  const tarballs = readdirSync(folder).map((file) => join(folder, file));

  const install = (application: string, path = join(folder, application), others: readonly string[] = []): string => {
    cpSync(fileURLToPath(new URL(application, import.meta.url)), path, { recursive: true });
    npm(['install', ...tarballs, ...others], path);
    return path;
  };
  const reactFolder = (version: string): string => join(folder, `react-${version}`);
  const reactPackages = (version: string): readonly string[] =>
    ['react', 'react-dom', '@types/react', '@types/react-dom'].map((name) => `${name}@${version}`);
  const tools = join(folder, 'tools');
  const aliases = typescripts.map((version) => `ts-${version}@npm:typescript@${version}`);
  npm(['install', '--prefix', tools, ...aliases], folder);
  for (const version of reacts) install('react', reactFolder(version), reactPackages(version));
  return {
    node: install('node'),
    browser: install('browser'),
    angular: install('angular'),
    testing: install('testing'),
    react: reactFolder,
    typescript: (version) => join(tools, 'node_modules', `ts-${version}`),
  };
};

export interface Server {
  readonly baseUrl: string;
  readonly stop: () => Promise<void>;
}

/** Starts the installed server, in a process that ends with this one. */
export const startServer = async (node: string): Promise<Server> => {
  const child = spawn(process.execPath, ['serve.mjs'], { cwd: node, stdio: ['pipe', 'pipe', 'inherit'] });
  const baseUrl = await new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await once(child, 'close');
  };
  return { baseUrl, stop };
};
