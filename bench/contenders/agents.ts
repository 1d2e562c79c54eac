import type { OpenAgent } from './Contender.js';

/** Every client of the program, loaded when it is asked for. */
export const agents: ReadonlyMap<string, () => Promise<OpenAgent>> = new Map([
  ['agent', async () => (await import('./agent.js')).agent],
  ['agent-iter', async () => (await import('./agent.js')).agentIter],
  ['codex-sdk', async () => (await import('./codexSdk.js')).codexSdk],
]);
