// Builds the package, unless it is built already: `npm start` should not wait for what would change nothing.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isBuilt } from './isBuilt.js';

const root = fileURLToPath(new URL('..', import.meta.url));

if (!isBuilt(root)) {
  process.stderr.write('Building the package (only the first time, and after changes) …\n');
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32', // npm is a script there
  });
  process.exitCode = status ?? 1;
}
