import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The files that the build reads. */
const SOURCES = ['lib', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'tools/join.js'];

/** The file that the build writes last. */
const LAST_OUTPUT = 'dist/joined/cli/main.js';

const changedAt = (path: string): number => {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  // The time of a folder changes when one of its files is added, removed or renamed.
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => changedAt(join(path, name))));
};

/** Reports if `dist` was built from the sources as they are now. */
export const isBuilt = (root: string): boolean => {
  const output = join(root, LAST_OUTPUT);
  if (!existsSync(output)) return false;
  const builtAt = statSync(output).mtimeMs;
  return SOURCES.every((source) => changedAt(join(root, source)) < builtAt);
};
