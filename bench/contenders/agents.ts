import type { AgentRun } from '../job.js';
import type { Contender } from './Contender.js';

/** Makes a client of the program. Nothing is run yet. */
export type OpenAgent = (run: AgentRun) => Contender;

/** Every client of the program, loaded when it is asked for. */
export const agents: ReadonlyMap<string, () => Promise<OpenAgent>> = new Map([
  ['agent', async () => (await import('./agent.js')).agent],
  ['agent-iter', async () => (await import('./agent.js')).agentIter],
  ['codex-sdk', async () => (await import('./codexSdk.js')).codexSdk],
]);
