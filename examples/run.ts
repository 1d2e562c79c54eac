// `npm run test:examples`: installs the frameworks, compiles the examples and their templates, and runs their tests.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const examples = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));

const succeeds = (program: string, args: readonly string[], cwd: string): boolean => {
  const env = { ...process.env, TSX_TSCONFIG_PATH: `${examples}tsconfig.json` }; // JSX and decorators are set there
  return spawnSync(program, args, { cwd, env, stdio: 'inherit' }).status === 0;
};

const isInstalled = (): boolean => {
  const installed = `${examples}node_modules/.package-lock.json`;
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${examples}package-lock.json`).mtimeMs;
};

const install = (): boolean => succeeds('npm', ['ci', '--no-audit', '--no-fund'], examples);
const reachRegistry = (): boolean => succeeds('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=10000'], root);
const compile = (): boolean => succeeds('node_modules/.bin/ngc', ['-p', 'tsconfig.json'], examples);
const test = (): boolean => succeeds('node_modules/.bin/mocha', ['--config', 'examples/.mocharc.json'], root);
/** Without the globals of a browser, which the other examples run with. */
const testServers = (): boolean =>
  succeeds('node_modules/.bin/mocha', ['--config', 'examples/relay/.mocharc.json'], root);

/** With a copy of their own, the frameworks would not run in the virtual time of the tests. */
const expectOneRxjs = (): void => {
  const [ours, theirs] = [root, examples].map((folder) => createRequire(`${folder}any.js`).resolve('rxjs'));
  if (ours !== theirs) throw new Error(`there are two copies of rxjs, ${ours} and ${theirs}: see examples/.npmrc`);
};

if (isInstalled() || install()) {
  expectOneRxjs();
  process.exitCode = compile() && test() && testServers() ? 0 : 1;
} else if (reachRegistry()) process.exitCode = 1;
else console.log('skipped: the frameworks of the examples are not installed, and the npm registry cannot be reached');
