import * as t from 'io-ts';
import { nullish, isJsonObject } from '../../protocol/codec/json.js';
import { openUnion, type Other } from '../../protocol/codec/openUnion.js';

/** Message of the agent to the user; JSON if the turn has an `outputSchema`. */
export interface AgentMessageItem {
  readonly type: 'agent_message';
  readonly id: string;
  readonly text: string;
}

/** Summary of the agent's reasoning. */
export interface ReasoningItem {
  readonly type: 'reasoning';
  readonly id: string;
  readonly text: string;
}

/** Status of a command. `declined`: it was not approved. */
export type CommandExecutionStatus = 'in_progress' | 'completed' | 'failed' | 'declined';

/** Command that the agent runs. */
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

/** Kind of a change to a file. */
export type PatchChangeKind = 'add' | 'delete' | 'update';

/** Change of a patch to one file. */
export interface FileUpdateChange {
  readonly path: string;
  readonly kind: PatchChangeKind;
}

/** Status of a patch. */
export type PatchApplyStatus = 'in_progress' | 'completed' | 'failed';

/** Files that the agent changes, in one patch. */
export interface FileChangeItem {
  readonly type: 'file_change';
  readonly id: string;
  readonly changes: readonly FileUpdateChange[];
  readonly status: PatchApplyStatus;
}

/** Status of an MCP tool call. */
export type McpToolCallStatus = 'in_progress' | 'completed' | 'failed';

/** Call of a tool of an MCP server. */
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

/** Web search. */
export interface WebSearchItem {
  readonly type: 'web_search';
  readonly id: string;
  readonly query: string;
}

/** Entry of the agent's plan. */
export interface TodoItem {
  readonly text: string;
  readonly completed: boolean;
}

/** Plan of the agent. It changes during the turn. */
export interface TodoListItem {
  readonly type: 'todo_list';
  readonly id: string;
  readonly items: readonly TodoItem[];
}

/** Error or warning that does not end the turn. */
export interface ErrorItem {
  readonly type: 'error';
  readonly id: string;
  readonly message: string;
}

/**
 * Action or message of the agent in a turn. Events carry the whole item in its current state, always with the same
 * `id`. An item of an unknown type or status is kept as `{ type: 'other', raw }`.
 */
export type ThreadItem =
  | AgentMessageItem
  | ReasoningItem
  | CommandExecutionItem
  | FileChangeItem
  | McpToolCallItem
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
const WebSearchItem = t.intersection([withId('web_search'), t.type({ query: text })]);
const TodoItem = t.type({ text, completed: t.boolean });
const TodoListItem = t.intersection([withId('todo_list'), t.type({ items: t.readonlyArray(TodoItem) })]);
const ErrorItem = t.intersection([withId('error'), t.type({ message: text })]);

/** Codec of `ThreadItem`. */
export const ThreadItem: t.Type<ThreadItem, unknown> = openUnion('ThreadItem', {
  agent_message: AgentMessageItem,
  reasoning: ReasoningItem,
  command_execution: CommandExecutionItem,
  file_change: FileChangeItem,
  mcp_tool_call: McpToolCallItem,
  web_search: WebSearchItem,
  todo_list: TodoListItem,
  error: ErrorItem,
});

/** Returns the id of an item, also of one of an unknown type; undefined if it has none. */
export const itemIdOf = (item: ThreadItem): string | undefined => {
  if (item.type !== 'other') return item.id;
  const id = isJsonObject(item.raw) ? item.raw['id'] : undefined;
  return typeof id === 'string' ? id : undefined;
};
