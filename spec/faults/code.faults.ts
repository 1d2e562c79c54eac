import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

const files = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
const linesWith = (pattern: RegExp): readonly string[] =>
  files.flatMap((name) =>
    readFileSync(`${DIST}${name}`, 'utf8')
      .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      .split('\n')
      .filter((line) => pattern.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  );

describe('the code of the package', () => {
  it('is there to be read', () => {
    expect(files).to.include('index.js');
    expect(linesWith(/\bimport\b/)).not.to.be.empty;
  });

  it('makes no code out of text', () => {
    expect(linesWith(/\beval\s*\(|\bnew\s+Function\b|\bFunction\s*\(|node:vm|\bsetTimeout\(\s*['"`]/)).to.deep.equal(
      [],
    );
  });

  it('loads no module under a name that is made at run time', () => {
    expect(linesWith(/\brequire\s*\(/)).to.deep.equal([]);
    // Only asked where a package is: nothing is loaded, and its name stands there.
    const asked = linesWith(/createRequire\s*\(/).filter(
      (line) => !/createRequire\([\w.]+\)\.resolve\(['"`][^'"`]+['"`]\)/.test(line),
    );
    expect(asked).to.deep.equal([]);
    expect(linesWith(/\bimport\s*\((?!\s*['"]ws['"]\s*\))/)).to.deep.equal([]);
  });
});
