// The hooks of telemetry and the reports that they receive.
export type * from './AgentTelemetry.js';
export type {
  CallEnd,
  CallReport,
  CallTelemetry,
  DrainReport,
  FailOverReport,
  ReadTelemetry,
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
} from './Telemetry.js';
