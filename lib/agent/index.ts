export {
  AgentConversation,
  type AgentConversationOptions,
  type AgentConversationState,
  type AgentTurn,
} from './AgentConversation.js';
export { toAnswerEvents } from './turn/toAnswerEvents.js';
export { Codex } from './Codex.js';
export { Thread } from './Thread.js';
export type { RunAsOptions, RunStreamedResult } from './options/RunOptions.js';
export type { AgentRequests, AgentServer, RunningTurn, ServerTurn } from './appServer/AgentServer.js';
export type { AppServerInfo } from './appServer/handshake.js';
export type { ReviewTarget } from './appServer/reviewTarget.js';
export {
  ThreadList,
  type ForkThreadOptions,
  type ListThreadsOptions,
  type ThreadSummary,
} from './appServer/ThreadList.js';
export type { StoredTurn } from './appServer/storedTurn.js';
export type { AgentTools, DeclaredTools } from './appServer/turn/clientTools.js';
export type { PreparedRun, Tool, ToolContext, ToolFunction, Tools } from '../operators/tools/Tools.js';
export type * from '../answer/answerTypes.js';
export type { ApiError } from '../protocol/errors/ApiError.js';
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
export type { CyberAccessProgram, TurnOptions } from './options/TurnOptions.js';
export { childProcessTransport, type ChildProcessTransportOptions } from './process/childProcessTransport.js';

export { collectTurn } from './turn/collectTurn.js';
export { foldTurn } from './turn/foldTurn.js';
export type { Demand } from '../backpressure/Demand.js';
export type { RunResult, Turn } from './protocol/Turn.js';
export {
  ThreadEvent,
  type ItemCompletedEvent,
  type ItemDeltaEvent,
  type ItemDeltaKind,
  type ItemStartedEvent,
  type ItemUpdatedEvent,
  type RequestResolvedEvent,
  type RequestWaitingEvent,
  type ThreadError,
  type ThreadErrorEvent,
  type ThreadStartedEvent,
  type TurnCompletedEvent,
  type TurnDiffEvent,
  type TurnFailedEvent,
  type TurnInterruptedEvent,
  type TurnStartedEvent,
} from './protocol/ThreadEvent.js';
export {
  ThreadItem,
  type AgentMessageItem,
  type CollabAgentState,
  type CollabToolCallItem,
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
export type {
  AppServerItem,
  ContextCompactionItem,
  DynamicToolCallItem,
  ImageViewItem,
  PlanItem,
  ReviewItem,
  UserMessageItem,
} from './protocol/AppServerItem.js';
export type {
  AgentReply,
  AgentRequest,
  WaitingRequest,
  ApprovalDecision,
  ApprovalRequest,
  CommandApproval,
  ElicitationAnswer,
  ElicitationRequest,
  FileChangeApproval,
  McpToolApproval,
  NetworkRule,
  PermissionsApproval,
  UserAnswers,
  UserInputRequest,
  UserQuestion,
} from './protocol/AgentRequest.js';
export type { CodexErrorInfo } from './protocol/CodexErrorInfo.js';
export { Usage } from './protocol/Usage.js';
export type * from '../telemetry/AgentTelemetry.js';
export type { Logger } from '../telemetry/Logger.js';
export type * from '../transport/ProcessTransport.js';
