import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { programEnvironment } from '../../../lib/agent/process/findCodex.js';
import { packagedBinary } from '../../../lib/agent/process/packagedBinary.js';

describe('packagedBinary', () => {
  let folder = '';
  let launcher = '';
  const write = (path: string, mode = 0o644) => {
    const file = join(folder, 'node_modules', '@openai', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '{}');
    chmodSync(file, mode);
    return file;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'packaged-'));
    launcher = write('codex/bin/codex.js');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  for (const [platform, arch, target, name] of [
    ['linux', 'x64', 'x86_64-unknown-linux-musl', 'codex'],
    ['darwin', 'arm64', 'aarch64-apple-darwin', 'codex'],
    ['win32', 'x64', 'x86_64-pc-windows-msvc', 'codex.exe'],
  ] as const)
    it(`finds the binary for ${platform}-${arch}, and the folder of its tools`, () => {
      write(`codex-${platform}-${arch}/package.json`);
      const command = write(`codex-${platform}-${arch}/vendor/${target}/bin/${name}`, 0o755);
      const tools = join(dirname(dirname(command)), 'codex-path');
      expect(packagedBinary(launcher, { platform, arch })).to.deep.equal({ command, args: [], tools });
    });

  it('leaves it to the launcher if the package has another layout, or none for this platform', () => {
    const machine = { platform: 'linux', arch: 'x64' };
    expect(packagedBinary(launcher, machine)).to.equal(undefined);
    write('codex-linux-x64/package.json');
    expect(packagedBinary(launcher, machine)).to.equal(undefined);
    write('codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex', 0o644); // not executable
    expect(packagedBinary(launcher, machine)).to.equal(undefined);
    expect(packagedBinary(launcher, { platform: 'sunos', arch: 'x64' })).to.equal(undefined);
  });

  it('puts the tools in front of PATH, under the name that it has', () => {
    const program = { command: 'codex', args: [], tools: '/tools' };
    expect(programEnvironment(program, { Path: '/bin' })).to.deep.equal({ Path: '/tools:/bin' });
    expect(programEnvironment(program, {})).to.deep.equal({ PATH: '/tools' });
    expect(programEnvironment({ command: 'codex', args: [] }, { PATH: '/bin' })).to.deep.equal({ PATH: '/bin' });
  });
});
