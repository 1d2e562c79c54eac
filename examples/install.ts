import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const succeeds = (args: readonly string[], cwd: string): boolean =>
  spawnSync('npm', args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;

const isInstalled = (folder: string): boolean => {
  const installed = join(folder, 'node_modules/.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(folder, 'package-lock.json')).mtimeMs;
};

/**
 * Installs what the examples of a folder need, unless it is installed. Returns false if the npm registry cannot be
 * reached, so that the caller can skip them.
 */
export const install = (folder: string): boolean => {
  if (isInstalled(folder) || succeeds(['ci', '--no-audit', '--no-fund', '--loglevel=error'], folder)) return true;
  if (!succeeds(['ping', '--fetch-retries=0', '--fetch-timeout=10000'], folder)) return false;
  throw new Error(`npm ci failed in ${folder}`);
};
