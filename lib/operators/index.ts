export { abortWith } from './abortWith.js';
export { accumulate, type AccumulateOptions } from './accumulate.js';
export { aggregate } from './aggregate.js';
export { catchApiError } from './catchApiError.js';
export { chunkClock, type ChunkClock } from './chunkClock.js';
export { coalesce, type CoalesceOptions } from './coalesce.js';
export { collectJson, type CollectJsonOptions } from './collectJson.js';
export { collectText, type CollectTextOptions } from './collectText.js';
export { collectTurn } from './collectTurn.js';
export { decodeEvents, type DecodeEventsOptions } from './decodeEvents.js';
export { decodeText } from './decodeText.js';
export { decodeWith } from './decodeWith.js';
export { expectEventStream } from './expectEventStream.js';
export { expectSuccess, type ExpectSuccessOptions } from './expectSuccess.js';
export { failOnErrorBody } from './failOnErrorBody.js';
export { failOnIncomplete } from './failOnIncomplete.js';
export { failOver, type FailOverOptions } from './failOver.js';
export { failOnErrorFrame, type FailOnErrorFrameOptions } from './failOnErrorFrame.js';
export { failWithApiError, type FailWithApiErrorOptions } from './failWithApiError.js';
export { fromEither } from './fromEither.js';
export { idleTimeout, type IdleTimeoutOptions } from './idleTimeout.js';
export { failWhen } from './failWhen.js';
export { foldTurn } from './foldTurn.js';
export { inContext } from './inContext.js';
export { inTurn, type InTurnOptions } from './inTurn.js';
export { ofType } from './ofType.js';
export { parseJson, type ParseJsonOptions } from './parseJson.js';
export { partialJson, type PartialJson, type PartialJsonOptions } from './partialJson.js';
export { recordStream, type RecordStreamOptions } from './recordStream.js';
export { recoverBeforeOutput } from './recoverBeforeOutput.js';
export { refreshOnUnauthorized, type RefreshOnUnauthorizedOptions } from './refreshOnUnauthorized.js';
export { resumable, type ResumableOptions } from './resumable.js';
export { retryTurn, type RetryTurnOptions } from './retryTurn.js';
export { retryWithBackoff, type RetryWithBackoffOptions } from './retryWithBackoff.js';
export { jsonTool, type RunToolOptions, type Tool, type Tools } from './runTool.js';
export { runTools, type Ask, type RunToolsOptions } from './runTools.js';
export { sendRequest, type Addressed, type ResponseHead, type Sender, type SendRequestOptions } from './sendRequest.js';
export { socketMessages, type SocketMessagesOptions } from './socketMessages.js';
export { splitLines, type SplitLinesOptions } from './splitLines.js';
export { sseFrames, type SseFramesOptions } from './sseFrames.js';
export { startWithEvents } from './startWithEvents.js';
export { tapCallTelemetry, type TapCallTelemetryOptions } from './tapCallTelemetry.js';
export { tapFirst } from './tapFirst.js';
export { tapRequestTelemetry, type TapRequestTelemetryOptions } from './tapRequestTelemetry.js';
export { tapSseTelemetry, type TapSseTelemetryOptions } from './tapSseTelemetry.js';
export { tapSendTelemetry, type TapSendTelemetryOptions } from './tapSendTelemetry.js';
export { textOf } from './textOf.js';
export { untilDone, type UntilDoneOptions } from './untilDone.js';
export { wholeLines, type WholeLinesOptions } from './wholeLines.js';
export { withPreface } from './withPreface.js';

export { chatDecoder } from '../decode/chatDecoder.js';
export { responsesDecoder } from '../decode/responsesDecoder.js';
export type { MakeDecoder, ResponseDecoder, ResponseObserver } from '../decode/ResponseDecoder.js';

export { alwaysOpen, DemandGate, type Demand } from '../demand/Demand.js';
export { Turns, type Leave } from '../demand/Turns.js';

export type {
  Answer,
  AnswerItem,
  AnswerMessage,
  AnswerOther,
  AnswerReasoning,
  AnswerToolCall,
  BegunItem,
} from '../protocol/Answer.js';
export type { AnswerEvent, ToolCall, ToolEvent, ToolOutput, TurnReset } from '../protocol/AnswerEvent.js';
export type { ApiError, ApiErrorKind } from '../protocol/ApiError.js';
export type { ContentItem } from '../protocol/ContentItem.js';
export type { Tagged } from '../protocol/fold.js';
export type { MemberOf, Other } from '../protocol/openUnion.js';
export type { CreditsSnapshot, RateLimitSnapshot, RateLimitWindow } from '../protocol/RateLimitSnapshot.js';
export type { ResponseEvent } from '../protocol/ResponseEvent.js';
export type { ResponseItem } from '../protocol/ResponseItem.js';
export type { SseFrame } from '../protocol/SseFrame.js';
export type { StreamCursor } from '../protocol/StreamCursor.js';
export type {
  ItemCompletedEvent,
  ItemStartedEvent,
  ItemUpdatedEvent,
  ThreadError,
  ThreadErrorEvent,
  ThreadEvent,
  ThreadStartedEvent,
  TurnCompletedEvent,
  TurnFailedEvent,
  TurnStartedEvent,
} from '../protocol/ThreadEvent.js';
export type {
  AgentMessageItem,
  CommandExecutionItem,
  CommandExecutionStatus,
  ErrorItem,
  FileChangeItem,
  FileUpdateChange,
  McpToolCallItem,
  McpToolCallStatus,
  PatchApplyStatus,
  PatchChangeKind,
  ReasoningItem,
  ThreadItem,
  TodoItem,
  TodoListItem,
  WebSearchItem,
} from '../protocol/ThreadItem.js';
export type { TokenUsage } from '../protocol/TokenUsage.js';
export type { TransportError } from '../protocol/TransportError.js';
export type { RunResult, Turn } from '../protocol/Turn.js';
export type { Usage } from '../protocol/Usage.js';
export type { AuthProvider, Eventually } from '../provider/AuthProvider.js';
export type { HttpRequest } from '../provider/HttpRequest.js';
export type { RetryBudget } from '../provider/retryBudget.js';
export type { RetryConfig } from '../provider/RetryConfig.js';
export type {
  CallEnd,
  CallTelemetry,
  RequestReport,
  RequestTelemetry,
  RetryReport,
  SkippedFrame,
  SocketRequestReport,
  SsePoll,
  SseTelemetry,
  WebsocketTelemetry,
} from '../provider/Telemetry.js';
export type { StreamResponse } from '../transport/HttpTransport.js';
export type { SocketFrame } from '../transport/WebSocketTransport.js';
