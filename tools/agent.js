// Runs spec/real against the real codex program, which is too large for package.json: it is installed once, in a folder of
// the user's cache. Where there is no registry this is skipped with a notice.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const VERSION = '0.171.0';

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'codex-rx', `codex-${VERSION}`);
const program = join(cache, 'node_modules', '@openai', 'codex', 'bin', 'codex.js');
const run = (command, args, options = {}) => spawnSync(command, args, { stdio: 'inherit', ...options }).status === 0;

const works = () => existsSync(program) && run(process.execPath, [program, '--version'], { stdio: 'ignore' });

if (!works()) {
  mkdirSync(cache, { recursive: true });
  console.log(`agent: installing @openai/codex@${VERSION} in ${cache}`);
  const quiet = ['--no-audit', '--no-fund', '--no-save', '--loglevel=error'];
  run('npm', ['install', ...quiet, '--prefix', cache, `@openai/codex@${VERSION}`]);
}
if (!works() && !run('npm', ['ping', '--fetch-retries=0'], { stdio: 'ignore' })) {
  console.log('agent: skipped, the registry cannot be reached and the program is not in the cache');
} else if (!works()) {
  console.log('agent: the registry can be reached, but the program could not be installed');
  process.exitCode = 1;
} else {
  const mocha = ['--no-config', '--node-option', 'import=tsx', '--require', 'spec/support/hooks.ts'];
  const env = { ...process.env, CODEX_PROGRAM: program };
  process.exitCode = run('npx', ['mocha', ...mocha, '--timeout', '60000', 'spec/real/**/*.ts'], { env }) ? 0 : 1;
}
