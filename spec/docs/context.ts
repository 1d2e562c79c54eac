import '@angular/compiler'; // the packages of Angular are published half compiled
import { createRequire } from 'node:module';
import {
  anthropic,
  azure,
  bearerAuth,
  createProvider,
  gemini,
  lmStudio,
  ollama,
  openai,
  ResponsesClient,
  type AnthropicOptions,
  type Fetch,
  type PresetOptions,
} from 'codex-rx';
import { relay, RelayClient, type RelayClientOptions } from 'codex-rx/relay';
import type { ScriptedServer } from 'codex-rx/server';
import { ENTRY_POINTS, LIBRARIES, ownModules, type CompiledBlock } from './compileBlocks.js';
import { VirtualCodex } from './prelude.js';

type Names = Readonly<Record<string, unknown>>;

/** Creates a `RelayClient` without a network: its default `fetch` is a relay in the same process. */
const relayClientOver = (baseUrl: string): typeof RelayClient => {
  const client = new ResponsesClient({
    provider: createProvider({ name: 'scripted', baseUrl }),
    auth: bearerAuth('the-key'),
  });
  const handle = relay({ ask: (input) => client.streamPrompt('gpt-5.1', String(input)) });
  const fetch: Fetch = (url, init) => handle(new Request(url, init));
  return class extends RelayClient {
    constructor(options: RelayClientOptions) {
      super(options.fetch === undefined ? { url: 'https://app.example/api/chat', fetch } : options);
    }
  };
};

/**
 * Replacements for exports that would need the network or a program that is not installed. Each replaces the export of
 * its name in every module. Presets use the scripted server, also if a block passes a `baseUrl`.
 */
const replacementsFor = ({ baseUrl }: ScriptedServer): Names => ({
  openai: (options?: PresetOptions) => openai({ ...options, baseUrl }),
  azure: (options: Parameters<typeof azure>[0]) => azure({ ...options, baseUrl }),
  anthropic: (options?: AnthropicOptions) => anthropic({ ...options, baseUrl }),
  gemini: (options?: PresetOptions) => gemini({ ...options, baseUrl }),
  ollama: (options?: PresetOptions) => ollama({ ...options, baseUrl }),
  lmStudio: (options?: PresetOptions) => lmStudio({ ...options, baseUrl }),
  Codex: VirtualCodex,
  RelayClient: relayClientOver(baseUrl),
});

/** Creates the globals of a block: a terminal whose output is captured, an environment with a key, and `it`. */
export const globalsOf = ({ baseUrl }: ScriptedServer, shown: (thing: unknown) => void): Names => ({
  console: {
    log: () => undefined,
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  },
  process: {
    env: {
      OPENAI_BASE_URL: baseUrl,
      OPENAI_API_KEY: 'the-key',
      ANTHROPIC_API_KEY: 'the-key',
      GEMINI_API_KEY: 'the-key',
      PORT: '0', // any free port
    },
    execPath: process.execPath,
    stdout: { write: shown },
    stderr: { write: () => true },
  },
  it: (_title: string, test: () => void) => test(),
});

/** The modules of Node that examples import. */
const BUILT_IN = ['node:crypto', 'node:events', 'node:http'];

// `require`, as mocha loads the tests: `import` would load a second copy of every class.
const load = createRequire(import.meta.url);

const withReplacements = (name: string, replacements: Names): Names => {
  const module: unknown = load(name);
  if ((typeof module !== 'object' && typeof module !== 'function') || module === null)
    throw new Error(`${name} is no module`);
  return { ...module, ...Object.fromEntries(Object.entries(replacements).filter(([key]) => key in module)) };
};

/** Creates the `require` of a block. Exports that cannot be used in a test are replaced. */
export const requireFor = (block: CompiledBlock, server: ScriptedServer): ((name: string) => Names) => {
  const names = ['io-ts', ...BUILT_IN, ...ENTRY_POINTS, ...LIBRARIES, ...ownModules(block)];
  const modules = new Map(names.map((name) => [name, withReplacements(name, replacementsFor(server))]));
  return (name) => {
    const module = modules.get(name);
    if (module === undefined)
      throw new Error(`examples cannot import ${name}; spec/docs/context.ts lists their modules`);
    return module;
  };
};
