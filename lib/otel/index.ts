export { openTelemetry, type OpenTelemetryOptions } from './openTelemetry.js';

export type { ApiError, ApiErrorKind, Reported } from '../protocol/errors/ApiError.js';
export type { StreamReason } from '../protocol/errors/StreamReason.js';
export type { ContentItem } from '../protocol/ContentItem.js';
export type { JsonObject } from '../protocol/codec/json.js';
export type { MemberOf, Other } from '../protocol/codec/openUnion.js';
export type { CreditsSnapshot, RateLimitSnapshot, RateLimitWindow } from '../protocol/RateLimitSnapshot.js';
export type { EventPlace, HostedTool, ResponseEvent } from '../protocol/ResponseEvent.js';
export type { ResponseItem } from '../protocol/ResponseItem.js';
export type { TokenUsage } from '../protocol/TokenUsage.js';
export type { HttpError, TransportError } from '../protocol/errors/TransportError.js';
export type {
  AgentEnd,
  AgentReport,
  AgentTelemetry,
  ContextHooks,
  LoopTelemetry,
  ToolEnd,
  ToolReport,
  ToolTelemetry,
} from '../telemetry/AgentTelemetry.js';
export type {
  CallEnd,
  CallReport,
  CallTelemetry,
  DrainReport,
  ReadTelemetry,
  FailOverReport,
  RequestReport,
  RequestTelemetry,
  RetryReport,
  RouteTelemetry,
  SkippedFrame,
  SocketRequestReport,
  SsePoll,
  SseTelemetry,
  Telemetry,
  WebSocketTelemetry,
} from '../telemetry/Telemetry.js';
