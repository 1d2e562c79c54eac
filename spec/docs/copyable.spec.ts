import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const IMPORT = /^(?:import|export)\b[^;]*?from '(\.[^']+)'/gm;

const sourcesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sourcesIn(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });

describe('a folder of examples can be copied', () => {
  const folders = readdirSync(EXAMPLES, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== 'node_modules',
  );
  for (const { name } of folders)
    it(`${name} imports packages and its own files only`, () => {
      const folder = join(EXAMPLES, name);
      const sources = sourcesIn(folder);
      const leaving = sources.flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(IMPORT)].flatMap(([, path = '']) =>
          relative(folder, join(file, '..', path)).startsWith('..') ? [`${relative(folder, file)}: ${path}`] : [],
        ),
      );
      expect(sources).not.to.deep.equal([]);
      expect(leaving).to.deep.equal([]);
    });
});
