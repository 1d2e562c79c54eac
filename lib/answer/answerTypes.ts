// The types that an answer is made of. A type that a signature mentions is exported by the same entry point.
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
} from './AnswerEvent.js';
