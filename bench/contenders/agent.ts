import { Codex, type ThreadEvent } from 'codex-rx/agent';
import type { AgentRun } from '../job.js';
import type { OpenAgent } from './Contender.js';
import { loop } from './loop.js';
import { push } from './push.js';

const threadOf = ({ program, env, idleTimeout }: AgentRun) =>
  new Codex({ codexPathOverride: program, env, idleTimeout }).startThread();

const textOf = (event: ThreadEvent): string | undefined =>
  event.type === 'item.completed' && event.item.type === 'agent_message' ? event.item.text : undefined;

/** `agent`: codex-rx/agent, subscribed to. */
export const agent: OpenAgent = (run) =>
  push(() => threadOf(run).events('x'.repeat(run.prompt)), textOf, { limitedBy: 'idleTimeout' });

/** `agent-iter`: codex-rx/agent, read with `for await`. */
export const agentIter: OpenAgent = (run) =>
  loop(async (signal) => (await threadOf(run).runStreamed('x'.repeat(run.prompt), { signal })).events, textOf, {
    leftBy: 'signal',
    limitedBy: 'idleTimeout',
  });
