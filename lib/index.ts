export { ResponsesClient } from './clients/ResponsesClient.js';
export { ResponseStream, type IterateOptions } from './clients/ResponseStream.js';
export type { ClientOptions } from './clients/EndpointSession.js';
export type { RequestOptions, ResponsesOptions } from './clients/ResponsesOptions.js';

export { createProvider, type Provider, type ProviderOptions, type WireApi } from './provider/Provider.js';
export { azure, lmStudio, ollama, openai, type PresetOptions } from './provider/presets.js';
export type { RetryConfig } from './provider/RetryConfig.js';
export { bearerAuth, noAuth, type AuthProvider, type Eventually } from './provider/AuthProvider.js';
export type { HeaderSource, HttpRequest } from './provider/HttpRequest.js';
export type { SessionSource } from './provider/sessionHeaders.js';
export { createTurnState, type TurnState } from './provider/TurnState.js';
export type {
  RequestReport,
  RequestTelemetry,
  RetryReport,
  SkippedFrame,
  SsePoll,
  SseTelemetry,
  Telemetry,
} from './provider/Telemetry.js';

export { fetchTransport, type Fetch } from './transport/fetchTransport.js';
export type { HttpTransport, StreamResponse } from './transport/HttpTransport.js';
export { alwaysOpen, DemandGate, type Demand } from './demand/Demand.js';

export {
  apiError,
  apiErrorKind,
  foldApiError,
  isApiError,
  type ApiError,
  type ApiErrorKind,
} from './protocol/ApiError.js';
export { adviceFor } from './protocol/adviceFor.js';
export { isRetryable } from './protocol/isRetryable.js';
export type { TransportError } from './protocol/TransportError.js';
export { foldResponseEvent, type ResponseEvent } from './protocol/ResponseEvent.js';
export { ContentItem } from './protocol/ContentItem.js';
export { ResponseItem } from './protocol/ResponseItem.js';
export { openUnion, type Other } from './protocol/openUnion.js';
export { fold, type Cases, type Tagged } from './protocol/fold.js';
export type { Prompt, Reasoning, TextControls } from './protocol/Prompt.js';
export type { ResponsesApiRequest, TextParam } from './protocol/ResponsesApiRequest.js';
export type { CreditsSnapshot, RateLimitSnapshot, RateLimitWindow } from './protocol/RateLimitSnapshot.js';
export type { TokenUsage } from './protocol/TokenUsage.js';

export { abortWith } from './operators/abortWith.js';
export { catchApiError } from './operators/catchApiError.js';
export { failOnIncomplete } from './operators/failOnIncomplete.js';
export { ofType } from './operators/ofType.js';
