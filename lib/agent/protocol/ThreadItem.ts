import * as t from 'io-ts';
import { nullish, isJsonObject } from '../../protocol/codec/json.js';
import { openUnion, type Other } from '../../protocol/codec/openUnion.js';
import { APP_SERVER_ITEMS, type AppServerItem } from './AppServerItem.js';

/** A message of the agent to the user. It is JSON if the turn has an `outputSchema`. */
export interface AgentMessageItem {
  readonly type: 'agent_message';
  readonly id: string;
  readonly text: string;
}

/** A summary of the agent's reasoning. */
export interface ReasoningItem {
  readonly type: 'reasoning';
  readonly id: string;
  readonly text: string;
}

/** The status of a command. `declined` means that it was not approved. */
export type CommandExecutionStatus = 'in_progress' | 'completed' | 'failed' | 'declined';

/** A command that the agent runs. */
export interface CommandExecutionItem {
  readonly type: 'command_execution';
  readonly id: string;
  readonly command: string;
  /** The output so far, stdout and stderr. */
  readonly aggregated_output: string;
  /** The exit code, once the command has ended. */
  readonly exit_code?: number | null | undefined;
  readonly status: CommandExecutionStatus;
}

/** The kind of a change to a file. */
export type PatchChangeKind = 'add' | 'delete' | 'update';

/** A change to one file, as part of a patch. */
export interface FileUpdateChange {
  readonly path: string;
  readonly kind: PatchChangeKind;
}

/** The status of a patch. */
export type PatchApplyStatus = 'in_progress' | 'completed' | 'failed';

/** The files that the agent changes in one patch. */
export interface FileChangeItem {
  readonly type: 'file_change';
  readonly id: string;
  readonly changes: readonly FileUpdateChange[];
  readonly status: PatchApplyStatus;
}

/** The status of an MCP tool call. */
export type McpToolCallStatus = 'in_progress' | 'completed' | 'failed';

/** A tool call to an MCP server. */
export interface McpToolCallItem {
  readonly type: 'mcp_tool_call';
  readonly id: string;
  readonly server: string;
  readonly tool: string;
  readonly arguments?: unknown;
  readonly result?:
    | { readonly content: readonly unknown[]; readonly structured_content?: unknown; readonly _meta?: unknown }
    | null
    | undefined;
  readonly error?: { readonly message: string } | null | undefined;
  readonly status: McpToolCallStatus;
}

/** The state of another agent. */
export interface CollabAgentState {
  /** E.g. `pending_init`, `running` or `completed`. */
  readonly status: string;
  readonly message: string | null;
}

/** A call to another agent: spawning it, sending it input, waiting for it, or closing it. */
export interface CollabToolCallItem {
  readonly type: 'collab_tool_call';
  readonly id: string;
  /** E.g. `spawn_agent`, `send_input`, `wait` or `close_agent`. */
  readonly tool: string;
  readonly sender_thread_id: string;
  readonly receiver_thread_ids: readonly string[];
  readonly prompt: string | null;
  /** The states of the agents, by the ids of their threads. */
  readonly agents_states: Readonly<Record<string, CollabAgentState>>;
  readonly status: 'in_progress' | 'completed' | 'failed' | 'interrupted';
}

/** A web search. */
export interface WebSearchItem {
  readonly type: 'web_search';
  readonly id: string;
  readonly query: string;
  /** The search, the page that was opened, or the text that was looked for in it. */
  readonly action?: unknown;
}

/** An entry in the agent's plan. */
export interface TodoItem {
  readonly text: string;
  readonly completed: boolean;
}

/** The agent's plan. It changes during the turn. */
export interface TodoListItem {
  readonly type: 'todo_list';
  readonly id: string;
  readonly items: readonly TodoItem[];
}

/** An error or warning that does not end the turn. */
export interface ErrorItem {
  readonly type: 'error';
  readonly id: string;
  readonly message: string;
}

/**
 * An action or message of the agent in a turn. Each event carries the complete item in its current state. The `id` of
 * an item does not change. An item of an unknown type or status is kept as `{ type: 'other', raw }`.
 */
export type ThreadItem =
  | AgentMessageItem
  | ReasoningItem
  | CommandExecutionItem
  | FileChangeItem
  | McpToolCallItem
  | CollabToolCallItem
  | AppServerItem
  | WebSearchItem
  | TodoListItem
  | ErrorItem
  | Other;

const text = t.string;
const withId = <T extends string>(type: T) => t.type({ id: text, type: t.literal(type) });
const progress = t.keyof({ in_progress: null, completed: null, failed: null });

const AgentMessageItem = t.intersection([withId('agent_message'), t.type({ text })]);
const ReasoningItem = t.intersection([withId('reasoning'), t.type({ text })]);
const CommandExecutionItem = t.intersection([
  withId('command_execution'),
  t.type({
    command: text,
    aggregated_output: text,
    status: t.keyof({ in_progress: null, completed: null, failed: null, declined: null }),
  }),
  t.partial({ exit_code: nullish(t.number) }),
]);
const FileUpdateChange = t.type({ path: text, kind: t.keyof({ add: null, delete: null, update: null }) });
const FileChangeItem = t.intersection([
  withId('file_change'),
  t.type({ changes: t.readonlyArray(FileUpdateChange), status: progress }),
]);
const McpToolCallItem = t.intersection([
  withId('mcp_tool_call'),
  t.type({ server: text, tool: text, status: progress }),
  t.partial({
    arguments: t.unknown,
    result: nullish(
      t.intersection([
        t.type({ content: t.readonlyArray(t.unknown) }),
        t.partial({ structured_content: t.unknown, _meta: t.unknown }),
      ]),
    ),
    error: nullish(t.type({ message: text })),
  }),
]);
const CollabToolCallItem = t.intersection([
  withId('collab_tool_call'),
  t.type({
    tool: text,
    sender_thread_id: text,
    receiver_thread_ids: t.readonlyArray(text),
    prompt: t.union([text, t.null]),
    agents_states: t.readonly(t.record(text, t.type({ status: text, message: t.union([text, t.null]) }))),
    status: t.keyof({ in_progress: null, completed: null, failed: null, interrupted: null }),
  }),
]);
const WebSearchItem = t.intersection([withId('web_search'), t.type({ query: text }), t.partial({ action: t.unknown })]);
const TodoItem = t.type({ text, completed: t.boolean });
const TodoListItem = t.intersection([withId('todo_list'), t.type({ items: t.readonlyArray(TodoItem) })]);
const ErrorItem = t.intersection([withId('error'), t.type({ message: text })]);

/** The codec for `ThreadItem`. */
export const ThreadItem: t.Type<ThreadItem, unknown> = openUnion('ThreadItem', {
  agent_message: AgentMessageItem,
  reasoning: ReasoningItem,
  command_execution: CommandExecutionItem,
  file_change: FileChangeItem,
  mcp_tool_call: McpToolCallItem,
  collab_tool_call: CollabToolCallItem,
  ...APP_SERVER_ITEMS,
  web_search: WebSearchItem,
  todo_list: TodoListItem,
  error: ErrorItem,
});

/** Returns the id of an item; undefined if it has none. Items of an unknown type are included. */
export const itemIdOf = (item: ThreadItem): string | undefined => {
  if (item.type !== 'other') return item.id;
  const id = isJsonObject(item.raw) ? item.raw['id'] : undefined;
  return typeof id === 'string' ? id : undefined;
};
