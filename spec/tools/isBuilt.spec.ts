import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { isBuilt } from '../../tools/isBuilt.js';

const BUILT_AT = 2000;
const FILES = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'tools/join.js'];
const SOURCES = [...FILES, 'lib/index.ts', 'lib/cli/main.ts'];

describe('isBuilt', () => {
  let root: string;
  const write = (path: string, seconds: number) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
    utimesSync(join(root, path), seconds, seconds);
  };
  const touch = (path: string, seconds: number) => utimesSync(join(root, path), seconds, seconds);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'codex-rx-'));
    for (const path of SOURCES) write(path, BUILT_AT - 1);
    for (const folder of ['lib', 'lib/cli']) touch(folder, BUILT_AT - 1);
    write('dist/joined/cli/main.js', BUILT_AT);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('is true while every source is older than the output', () => {
    expect(isBuilt(root)).to.equal(true);
  });

  it('is false without an output', () => {
    rmSync(join(root, 'dist'), { recursive: true });
    expect(isBuilt(root)).to.equal(false);
  });

  for (const path of SOURCES)
    it(`is false after a change of ${path}`, () => {
      touch(path, BUILT_AT + 1);
      expect(isBuilt(root)).to.equal(false);
    });

  it('is false after a file was removed', () => {
    rmSync(join(root, 'lib/cli/main.ts'));
    expect(isBuilt(root)).to.equal(false);
  });
});
