import * as t from 'io-ts';
import { absentable, isJsonObject } from './json.js';
import { openUnion } from './openUnion.js';

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
  t.partial({ exit_code: absentable(t.number) }),
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
    result: absentable(
      t.intersection([
        t.type({ content: t.readonlyArray(t.unknown) }),
        t.partial({ structured_content: t.unknown, _meta: t.unknown }),
      ]),
    ),
    error: absentable(t.type({ message: text })),
  }),
]);
const WebSearchItem = t.intersection([withId('web_search'), t.type({ query: text })]);
const TodoItem = t.type({ text, completed: t.boolean });
const TodoListItem = t.intersection([withId('todo_list'), t.type({ items: t.readonlyArray(TodoItem) })]);
const ErrorItem = t.intersection([withId('error'), t.type({ message: text })]);

/**
 * One thing that the agent does in a turn. Each state of an item comes whole, under the same `id`. An item of a kind, or
 * with a status, that this version does not know is kept as `{ type: 'other', raw }`. Source: seed 001, "项目类型".
 */
export const ThreadItem = openUnion('ThreadItem', {
  agent_message: AgentMessageItem,
  reasoning: ReasoningItem,
  command_execution: CommandExecutionItem,
  file_change: FileChangeItem,
  mcp_tool_call: McpToolCallItem,
  web_search: WebSearchItem,
  todo_list: TodoListItem,
  error: ErrorItem,
});
export type ThreadItem = t.TypeOf<typeof ThreadItem>;

/** What the agent says to the user; JSON where the turn has an `outputSchema`. */
export type AgentMessageItem = Extract<ThreadItem, { type: 'agent_message' }>;
/** A summary of what the agent thinks. */
export type ReasoningItem = Extract<ThreadItem, { type: 'reasoning' }>;
/** A command that the agent runs. `aggregated_output` is stdout and stderr so far; `exit_code` comes with the end. */
export type CommandExecutionItem = Extract<ThreadItem, { type: 'command_execution' }>;
export type FileUpdateChange = FileChangeItem['changes'][number];
/** Files that the agent changes, in one patch. */
export type FileChangeItem = Extract<ThreadItem, { type: 'file_change' }>;
/** A call of a tool that an MCP server offers. */
export type McpToolCallItem = Extract<ThreadItem, { type: 'mcp_tool_call' }>;
export type WebSearchItem = Extract<ThreadItem, { type: 'web_search' }>;
export type TodoItem = TodoListItem['items'][number];
/** The agent's plan; it changes while the turn runs. */
export type TodoListItem = Extract<ThreadItem, { type: 'todo_list' }>;
/** Something that went wrong, or a warning; it does not end the turn. */
export type ErrorItem = Extract<ThreadItem, { type: 'error' }>;

/** The id under which the states of an item come, also of one that is not known; undefined where it has none. */
export const itemIdOf = (item: ThreadItem): string | undefined => {
  if (item.type !== 'other') return item.id;
  const id = isJsonObject(item.raw) ? item.raw['id'] : undefined;
  return typeof id === 'string' ? id : undefined;
};
