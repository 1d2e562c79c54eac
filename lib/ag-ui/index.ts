export { toAgUi, type ToAgUiOptions } from './toAgUi.js';
export { fromAgUi, type FromAgUiOptions } from './fromAgUi.js';
export { CodexRxAgent, type AgUiEvents, type CodexRxAgentOptions } from './CodexRxAgent.js';
export { rxHttpAgent, type RxHttpAgentOptions } from './rxHttpAgent.js';
export { agUiRequest, type AgUiRequest } from './agUiRequest.js';
export { messageItems } from './messageItems.js';
export type { AgUiRun } from './runWriter.js';

export type { ApiErrorData } from '../protocol/errors/apiErrorData.js';
export type { ApiErrorKind, Reported } from '../protocol/errors/ApiError.js';
export type { StreamReason } from '../protocol/errors/StreamReason.js';
export type { HttpError, TransportError } from '../protocol/errors/TransportError.js';
export type { JsonObject } from '../protocol/codec/json.js';
export type { MemberOf, Other } from '../protocol/codec/openUnion.js';
export type { ContentItem } from '../protocol/ContentItem.js';
export type { CreditsSnapshot, RateLimitSnapshot, RateLimitWindow } from '../protocol/RateLimitSnapshot.js';
export type { EventPlace, HostedTool, ResponseEvent } from '../protocol/ResponseEvent.js';
export type { ResponseItem } from '../protocol/ResponseItem.js';
export type { TokenUsage } from '../protocol/TokenUsage.js';
export type {
  AnswerEvent,
  AnswerHedged,
  AnswerReset,
  PendingTools,
  ToolCall,
  ToolEvent,
  ToolOutput,
} from '../answer/AnswerEvent.js';
export type { Approval } from '../operators/tools/approval.js';
export type { Decisions } from '../operators/tools/resumeTools.js';
export type { Demand } from '../backpressure/Demand.js';
export type { HttpRequest } from '../provider/HttpRequest.js';
export type { HttpTransport, StreamResponse } from '../transport/HttpTransport.js';
export type { SkippedFrame } from '../telemetry/Telemetry.js';
