import { isHeaderValue } from './headerRules.js';
import type { Provider } from './Provider.js';

/** Where a request comes from. Only sub-agents are told to the server. Source: wire.md 2.4. */
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
  return 'other' in subagent ? subagent.other : 'collab_spawn';
};

/**
 * The headers that tell the server which conversation and which sub-agent a request belongs to. An id or label that is
 * not legal in a header is left out, and the request goes out without it. Source: wire.md 2.3, 2.4.
 */
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
