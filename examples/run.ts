// `npm run test:examples`: installs the frameworks, compiles the examples and their templates, and runs their tests.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { install } from './install.js';

const examples = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));

const succeeds = (program: string, args: readonly string[], cwd: string): boolean => {
  const env = { ...process.env, TSX_TSCONFIG_PATH: `${examples}tsconfig.json` }; // JSX and decorators are set there
  return spawnSync(program, args, { cwd, env, stdio: 'inherit' }).status === 0;
};

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

if (install(examples) && install(`${examples}ag-ui`)) {
  expectOneRxjs();
  process.exitCode = compile() && test() && testServers() ? 0 : 1;
} else console.log('skipped: the frameworks of the examples are not installed, and the npm registry cannot be reached');
