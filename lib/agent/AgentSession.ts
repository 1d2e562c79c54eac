import { asyncScheduler } from 'rxjs';
import { DEFAULT_BUFFER_LIMIT } from '../protocol/limits.js';
import { environmentLogger } from '../telemetry/environmentLogger.js';
import { childProcessTransport } from './process/childProcessTransport.js';
import type { CodexOptions } from './options/CodexOptions.js';

type Limits = Pick<
  CodexOptions,
  'idleTimeout' | 'exitGrace' | 'maxLineLength' | 'requestTimeout' | 'processKeepAlive' | 'transport' | 'scheduler'
>;

/** Options for `Codex` with the defaults of this library filled in. All threads of an agent share them. */
export type AgentSession = Omit<CodexOptions, keyof Limits> & {
  readonly [K in keyof Limits]-?: Exclude<Limits[K], undefined>;
};

/** Fills in the defaults. */
export const createAgentSession = ({
  idleTimeout = 1_800_000,
  exitGrace = 5_000,
  maxLineLength = DEFAULT_BUFFER_LIMIT,
  requestTimeout = 60_000,
  processKeepAlive = 1_000,
  scheduler = asyncScheduler,
  transport = childProcessTransport({ scheduler }),
  logger = environmentLogger(),
  ...options
}: CodexOptions): AgentSession => ({
  ...options,
  idleTimeout,
  exitGrace,
  maxLineLength,
  requestTimeout,
  processKeepAlive,
  scheduler,
  transport,
  logger,
});
