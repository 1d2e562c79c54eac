import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as t from 'io-ts';
import { isRight } from '#either';

const Manifest = t.type({ name: t.literal('codex-rx'), version: t.string });

/** Reads the version from the package's own package.json. Built files lie at different depths below it. */
export const readVersion = (folder = dirname(fileURLToPath(import.meta.url))): string => {
  const path = join(folder, 'package.json');
  if (existsSync(path)) {
    const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const decoded = Manifest.decode(manifest);
    if (isRight(decoded)) return decoded.right.version;
  }
  const parent = dirname(folder);
  return parent === folder ? 'unknown' : readVersion(parent);
};
