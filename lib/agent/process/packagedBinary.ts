import { accessSync, constants, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A command that runs a program. Further arguments are appended to `args`. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** The folder with the tools that the program expects in its `PATH`. */
  readonly tools?: string | undefined;
}

/** Returns whether a path is a file that may be executed. */
export const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // missing or not executable: the search continues
  }
};

/** The names of the package's binaries, by platform and architecture of Node. */
const TARGETS: Readonly<Record<string, string>> = {
  'linux-x64': 'x86_64-unknown-linux-musl',
  'linux-arm64': 'aarch64-unknown-linux-musl',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
  'win32-x64': 'x86_64-pc-windows-msvc',
  'win32-arm64': 'aarch64-pc-windows-msvc',
};

/** The platform that the program runs on. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
}

/**
 * Finds the binary that a launcher of `@openai/codex` would start. Running it directly saves a Node process for each
 * turn. Undefined if the package has another layout: the launcher knows its own.
 */
export const packagedBinary = (
  launcher: string,
  { platform, arch }: Machine = { platform: process.platform, arch: process.arch },
): Program | undefined => {
  const target = TARGETS[`${platform}-${arch}`];
  if (target === undefined) return undefined;
  let vendor: string;
  try {
    const manifest = createRequire(launcher).resolve(`@openai/codex-${platform}-${arch}/package.json`);
    vendor = join(dirname(manifest), 'vendor', target);
  } catch {
    return undefined; // the package for this platform is not installed: the launcher reports it
  }
  const command = join(vendor, 'bin', platform === 'win32' ? 'codex.exe' : 'codex');
  return isProgram(command) ? { command, args: [], tools: join(vendor, 'codex-path') } : undefined;
};
