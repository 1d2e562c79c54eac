import { Codex, type ThreadEvent } from '@openai/codex-sdk';
import type { OpenAgent } from './Contender.js';
import { loop } from './loop.js';

const textOf = (event: ThreadEvent): string | undefined =>
  event.type === 'item.completed' && event.item.type === 'agent_message' ? event.item.text : undefined;

/** `codex-sdk`: @openai/codex-sdk, read with `for await`. */
export const codexSdk: OpenAgent = ({ program, env, prompt }) =>
  loop(
    async (signal) => {
      const thread = new Codex({ codexPathOverride: program, env: { ...env } }).startThread();
      const { events } = await thread.runStreamed('x'.repeat(prompt), signal === undefined ? {} : { signal });
      return events;
    },
    textOf,
    { leftBy: 'signal' },
  );
