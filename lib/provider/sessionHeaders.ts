import { isHeaderValue } from './headerRules.js';
import type { Provider } from './Provider.js';

/** The origin of a request. Only sub-agents are reported to the server. */
export type SessionSource =
  | 'cli'
  | 'vscode'
  | 'exec'
  | 'mcp'
  | 'unknown'
  | {
      readonly subagent:
        | 'review'
        | 'compact'
        | 'memory_consolidation'
        | { readonly thread_spawn: { readonly parent_thread_id: string; readonly depth: number } }
        | { readonly other: string };
    };

const subagentOf = (source: SessionSource | undefined): string | undefined => {
  if (source === undefined || typeof source === 'string') return undefined;
  const { subagent } = source;
  if (typeof subagent === 'string') return subagent;
  // docs/wire.md, section 2.4
  return 'other' in subagent ? subagent.other : 'collab_spawn';
};

/**
 * Builds the headers with the conversation and the sub-agent of a request. An id or a label that is not legal in a
 * header is left out, and the request is sent without it.
 */
// docs/wire.md, section 2.3
export const sessionHeaders = (
  provider: Pick<Provider, 'sessionHeaders'>,
  options: { readonly conversationId?: string | undefined; readonly sessionSource?: SessionSource | undefined },
): Readonly<Record<string, string>> => {
  const { conversationId } = options;
  const subagent = subagentOf(options.sessionSource);
  return Object.fromEntries([
    ...(conversationId !== undefined && isHeaderValue(conversationId)
      ? provider.sessionHeaders.map((name) => [name, conversationId] as const)
      : []),
    ...(subagent !== undefined && isHeaderValue(subagent) ? [['x-openai-subagent', subagent] as const] : []),
  ]);
};
