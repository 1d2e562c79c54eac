export { Codex } from './Codex.js';
export { Thread, type RunAsOptions, type RunStreamedResult } from './Thread.js';
export type { CodexOptions } from './options/CodexOptions.js';
export type { ConfigObject, ConfigValue } from './options/configOverrides.js';
export type { Input, UserInput } from './options/Input.js';
export type { AnySchema } from '../protocol/schema/Schema.js';
export type {
  ApprovalMode,
  ModelReasoningEffort,
  SandboxMode,
  ThreadOptions,
  WebSearchMode,
} from './options/ThreadOptions.js';
export type { TurnOptions } from './options/TurnOptions.js';
export { childProcessTransport, type ChildProcessTransportOptions } from './process/childProcessTransport.js';

export { collectTurn } from './turn/collectTurn.js';
export { foldTurn } from './turn/foldTurn.js';
export type { Demand } from '../backpressure/Demand.js';
export type { JsonObject } from '../protocol/codec/json.js';
export type { Other } from '../protocol/codec/openUnion.js';
export type { RunResult, Turn } from './protocol/Turn.js';
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
} from './protocol/ThreadEvent.js';
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
} from './protocol/ThreadItem.js';
export { Usage } from './protocol/Usage.js';
export type { Logger } from '../telemetry/Logger.js';
export type { ProcessExit, ProcessRequest, ProcessTransport, RunningProcess } from '../transport/ProcessTransport.js';
