import { createRequire } from 'node:module';
import { lmStudio, ollama, openai, type PresetOptions } from 'codex-rx';
import type { ScriptedServer } from 'codex-rx/server';
import { DOORS, LIBRARIES, ownModules, type CompiledBlock } from './compileBlocks.js';
import { VirtualCodex } from './prelude.js';

type Names = Readonly<Record<string, unknown>>;

/** What would leave this machine, or needs what is not installed: what takes its place, from whichever module it comes. */
const standIns = ({ baseUrl }: ScriptedServer): Names => ({
  openai: (options?: PresetOptions) => openai({ ...options, baseUrl }),
  ollama: (options?: PresetOptions) => ollama({ ...options, baseUrl }),
  lmStudio: (options?: PresetOptions) => lmStudio({ ...options, baseUrl }),
  Codex: VirtualCodex,
});

/** The globals of a block: a terminal that somebody reads, an environment with a key, a test framework that runs at once. */
export const globalsOf = ({ baseUrl }: ScriptedServer, shown: (thing: unknown) => void): Names => ({
  console: {
    log: () => undefined,
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  },
  process: {
    env: { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: 'the-key' },
    execPath: process.execPath,
    stdout: { write: shown },
    stderr: { write: () => true },
  },
  it: (_title: string, test: () => void) => test(),
});

// The copy that the tests themselves have: a second one would have classes of its own.
const load = createRequire(import.meta.url);

const staged = (name: string, instead: Names): Names => {
  const module: unknown = load(name);
  if (typeof module !== 'object' || module === null) throw new Error(`${name} is no module`);
  return { ...module, ...Object.fromEntries(Object.entries(instead).filter(([each]) => each in module)) };
};

/** Finds the modules of a block, as `require` does; with stand-ins for what cannot be had in a test. */
export const requireFor = (block: CompiledBlock, server: ScriptedServer): ((name: string) => Names) => {
  const names = ['io-ts', ...DOORS, ...LIBRARIES, ...ownModules(block)];
  const modules = new Map(names.map((name) => [name, staged(name, standIns(server))]));
  return (name) => {
    const module = modules.get(name);
    if (module === undefined) throw new Error(`examples cannot import ${name}: see spec/docs/stage.ts`);
    return module;
  };
};
