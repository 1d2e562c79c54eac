export { Codex } from './Codex.js';
export { Thread, type RunAsOptions, type RunStreamedResult } from './Thread.js';
export type { CodexOptions } from './CodexOptions.js';
export type { ConfigObject, ConfigValue } from './configOverrides.js';
export type { Input, UserInput } from './Input.js';
export type { OutputSchema, StandardJsonSchema } from './outputSchema.js';
export type { ApprovalMode, ModelReasoningEffort, SandboxMode, ThreadOptions, WebSearchMode } from './ThreadOptions.js';
export type { TurnOptions } from './TurnOptions.js';
export { childProcessTransport, type ChildProcessTransportOptions } from './childProcessTransport.js';

export { collectTurn } from '../operators/collectTurn.js';
export { foldTurn } from '../operators/foldTurn.js';
export type { Demand } from '../demand/Demand.js';
export type { JsonObject } from '../protocol/json.js';
export type { Other } from '../protocol/openUnion.js';
export type { RunResult, Turn } from '../protocol/Turn.js';
export {
  ThreadEvent,
  type ItemCompletedEvent,
  type ItemStartedEvent,
  type ItemUpdatedEvent,
  type ThreadError,
  type ThreadErrorEvent,
  type ThreadStartedEvent,
  type TurnCompletedEvent,
  type TurnFailedEvent,
  type TurnStartedEvent,
} from '../protocol/ThreadEvent.js';
export {
  ThreadItem,
  type AgentMessageItem,
  type CommandExecutionItem,
  type CommandExecutionStatus,
  type ErrorItem,
  type FileChangeItem,
  type FileUpdateChange,
  type McpToolCallItem,
  type McpToolCallStatus,
  type PatchApplyStatus,
  type PatchChangeKind,
  type ReasoningItem,
  type TodoItem,
  type TodoListItem,
  type WebSearchItem,
} from '../protocol/ThreadItem.js';
export { Usage } from '../protocol/Usage.js';
export type { Logger } from '../provider/Logger.js';
export type { ProcessExit, ProcessRequest, ProcessTransport, RunningProcess } from '../transport/ProcessTransport.js';
