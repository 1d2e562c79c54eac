import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { findCodex } from '../../../lib/agent/process/findCodex.js';

describe('findCodex', () => {
  const path = process.env['PATH'];
  let folder = '';
  const program = (name: string, mode = 0o755) => {
    const file = join(folder, name);
    writeFileSync(file, '');
    chmodSync(file, mode);
    return file;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'find-codex-'));
    process.env['PATH'] = ['', join(folder, 'nowhere'), folder].join(':');
  });
  afterEach(() => {
    process.env['PATH'] = path;
    rmSync(folder, { recursive: true });
  });

  it('finds codex in PATH', () => {
    const file = program('codex');
    expect(findCodex()).to.deep.equal({ command: file, args: [] });
  });

  it('passes over what cannot be run', () => {
    mkdirSync(join(folder, 'nowhere'));
    mkdirSync(join(folder, 'nowhere', 'codex'));
    const file = program('codex');
    expect(findCodex()).to.deep.equal({ command: file, args: [] });
  });

  it('says how to get it where it is nowhere', () => {
    program('codex', 0o644);
    expect(() => findCodex()).to.throw(/"codex" was not found; install it with "npm install @openai\/codex", or/);
  });

  it('takes the path that it is given, or looks for the name', () => {
    const file = program('my-codex');
    expect(findCodex(file)).to.deep.equal({ command: file, args: [] });
    expect(findCodex('my-codex')).to.deep.equal({ command: file, args: [] });
  });

  it('has Node run a script, also one that is not marked as a program', () => {
    const file = program('codex.mjs', 0o644);
    expect(findCodex(file)).to.deep.equal({ command: process.execPath, args: [file] });
  });

  it('says so where there is nothing at the given path, or no program', () => {
    const missing = ['codex.js', 'codex', '.'].map((name) => `${folder}/${name}`);
    for (const name of [...missing, 'codex-of-nobody'])
      expect(() => findCodex(name)).to.throw(
        `codexPathOverride must be an executable file or a command in PATH, got "${name}"; install it`,
      );
  });
});
