// Clients
export { ChatClient } from './clients/ChatClient.js';
export type { ChatOptions } from './clients/ChatOptions.js';
export { CompactClient } from './clients/CompactClient.js';
export {
  Conversation,
  type AskConversation,
  type ConversationInput,
  type ConversationOptions,
} from './clients/Conversation.js';
export type { ConversationSnapshot } from './clients/conversation/ConversationSnapshot.js';
export type { ConversationState } from './clients/conversation/ConversationState.js';
export { MemoriesClient } from './clients/MemoriesClient.js';
export { ModelsClient } from './clients/ModelsClient.js';
export {
  RoutedClient,
  type Fallback,
  type RoutedClientOptions,
  type RoutedOptions,
  type RoutedWebSocketOptions,
} from './clients/RoutedClient.js';
export { MessagesClient } from './clients/MessagesClient.js';
export type { MessagesOptions } from './clients/MessagesOptions.js';
export { GeminiClient } from './clients/GeminiClient.js';
export type { GeminiOptions } from './clients/GeminiOptions.js';
export { StreamingClient, type StreamingClientOptions } from './clients/StreamingClient.js';
export type { PayloadBuilder, StreamingApi } from './clients/http/StreamingApi.js';
export { ResponsesClient } from './clients/ResponsesClient.js';
export { ResponsesWebSocketClient } from './clients/ResponsesWebSocketClient.js';
export type { ResponsesWebSocketClientOptions } from './clients/websocket/SocketSession.js';
export type { WebSocketOptions } from './clients/websocket/WebSocketOptions.js';
export { ResponsesConnection } from './clients/ResponsesConnection.js';
export { ResponseStream, type IterateOptions } from './clients/http/ResponseStream.js';
export type { ClientOptions } from './clients/http/EndpointSession.js';
export type { HistoryOptions } from './clients/validPrompt.js';
export type { RequestOptions } from './clients/RequestOptions.js';
export type { ResponsesOptions } from './clients/ResponsesOptions.js';
export type { ModelOptions } from './payload/ModelOptions.js';
export type { ChatBodyOptions } from './payload/chat/ChatBodyOptions.js';
export type { MessagesBodyOptions } from './payload/messages/MessagesBodyOptions.js';
export type { GeminiBodyOptions } from './payload/gemini/GeminiBodyOptions.js';
export type { ResponsesBodyOptions } from './payload/responses/ResponsesBodyOptions.js';

// Providers
export {
  createProvider,
  type Undefinable,
  type Provider,
  type ProviderOptions,
  type WireApi,
} from './provider/Provider.js';
export { azure, llamaCpp, lmStudio, ollama, openai, vllm, type PresetOptions } from './provider/presets.js';
export {
  cerebras,
  deepSeek,
  fireworks,
  geminiCompat,
  groq,
  mistral,
  moonshot,
  openRouter,
  together,
  xai,
} from './provider/hostedPresets.js';
export { anthropic, gemini, type AnthropicOptions } from './provider/nativePresets.js';
export { profiles } from './provider/profiles.js';
export type { ServerProfile } from './protocol/ServerProfile.js';
export { retryBudget, type RetryBudget, type RetryBudgetOptions } from './provider/retryBudget.js';
export type { RetryConfig } from './provider/RetryConfig.js';
export {
  apiKeyAuth,
  authorize,
  bearerAuth,
  noAuth,
  type AuthProvider,
  type Credentials,
  type MaybeAsync,
  type SignableRequest,
} from './provider/AuthProvider.js';
export type { HeaderSource, HttpRequest } from './provider/HttpRequest.js';
export type { SessionSource } from './provider/sessionHeaders.js';
export { createTurnState, type TurnState } from './provider/TurnState.js';

// Decoders
export type { DecoderFactory, ResponseDecoder, ResponseObserver } from './decode/ResponseDecoder.js';

// Telemetry
export type { Logger } from './telemetry/Logger.js';
export { mergeTelemetry } from './telemetry/mergeTelemetry.js';
export { tapDevtools, type TapDevtoolsOptions } from './operators/telemetry/tapDevtools.js';
export type * from './telemetry/devtools/devtoolsTypes.js';
export type * from './telemetry/telemetryTypes.js';

// Transports and backpressure
export type { DrainLimits } from './transport/drainable.js';
export { fetchTransport, type Fetch, type FetchTransportOptions } from './transport/fetchTransport.js';
export {
  globalWebSocketTransport,
  type GlobalWebSocketTransportOptions,
} from './transport/globalWebSocketTransport.js';
export type { OpenSocket, SocketFrame, UpgradeResponse, WebSocketTransport } from './transport/WebSocketTransport.js';
export type { Compress } from './transport/outgoing.js';
export type { HttpTransport, StreamResponse } from './transport/HttpTransport.js';
export { alwaysOpen, DemandGate, type Demand } from './backpressure/Demand.js';

// Errors
export { apiError, isApiError, type ApiError, type ApiErrorKind, type Reported } from './protocol/errors/ApiError.js';
export { apiErrorData, type ApiErrorData } from './protocol/errors/apiErrorData.js';
export { foldApiError } from './protocol/errors/foldApiError.js';
export { adviceFor, type AdviceOptions } from './protocol/errors/adviceFor.js';
export { shouldFailOver } from './protocol/errors/shouldFailOver.js';
export { isRetryable } from './protocol/errors/isRetryable.js';

// Events, items and answers
export { EVENT_ROLE, type EventRole } from './protocol/eventRole.js';
export { foldResponseEvent, type EventPlace, type HostedTool, type ResponseEvent } from './protocol/ResponseEvent.js';
export type * from './answer/Answer.js';
export type * from './answer/answerTypes.js';
export { validHistory, type ValidHistory, type ValidHistoryOptions } from './answer/validHistory.js';
export type { HistoryChange, IndexedItem } from './answer/history/HistoryChange.js';
export { ContentItem } from './protocol/ContentItem.js';
export { ResponseItem } from './protocol/ResponseItem.js';
export type { StreamCursor } from './protocol/StreamCursor.js';

// Unions
export { openUnion, type MemberOf, type Other } from './protocol/codec/openUnion.js';
export { fold, type Cases, type Tagged } from './protocol/codec/fold.js';

// Requests and their responses
export { chatRequest } from './payload/chat/chatPayload.js';
export { responsesRequest } from './payload/responses/responsesPayload.js';
export { messagesRequest } from './payload/messages/messagesPayload.js';
export { geminiRequest } from './payload/gemini/geminiPayload.js';
export { textParam } from './payload/textControls.js';
export type { PayloadTarget } from './payload/PayloadTarget.js';
export { payloadTarget } from './clients/http/payloadTarget.js';
export { backoff } from './provider/backoff.js';
export { rateLimitsOf } from './provider/rateLimits.js';
export { isAzureEndpoint } from './provider/azureEndpoint.js';
export type { MessagesRequest } from './protocol/requests/MessagesRequest.js';
export type { GeminiRequest } from './protocol/requests/GeminiRequest.js';
export { assistantMessage } from './protocol/messages/assistantMessage.js';
export { developerMessage } from './protocol/messages/developerMessage.js';
export { systemMessage } from './protocol/messages/systemMessage.js';
export {
  userMessage,
  type FileSource,
  type ImageSource,
  type UserMessageOptions,
} from './protocol/messages/userMessage.js';
export type { EasyMessage } from './protocol/messages/EasyMessage.js';
export type { Prompt, Reasoning, TextControls, TextFormat } from './protocol/Prompt.js';
export type { CompactionInput } from './protocol/requests/CompactionInput.js';
export type {
  MemorySummarizeInput,
  MemorySummarizeOutput,
  RawMemory,
} from './protocol/requests/MemorySummarizeInput.js';
export type { ModelInfo, ModelList } from './protocol/ModelInfo.js';
export type { AnySchema, Schema } from './protocol/schema/Schema.js';
export type { ToolChoice } from './protocol/ToolChoice.js';
export type { ChatRequest } from './protocol/requests/ChatRequest.js';
export type { KeptResponse } from './protocol/KeptResponse.js';
export type { ResponsesApiRequest, TextParam } from './protocol/requests/ResponsesApiRequest.js';

// Operators (all of them: `codex-rx/operators`)
export { abortWith } from './operators/flow/abortWith.js';
export { accumulate, type AccumulateOptions } from './operators/answer/accumulate.js';
export { aggregate } from './operators/answer/aggregate.js';
export { catchApiError } from './operators/flow/catchApiError.js';
export { coalesce, type CoalesceOptions } from './operators/answer/coalesce.js';
export {
  compactHistory,
  type CompactableState,
  type CompactHistoryOptions,
} from './operators/answer/compactHistory.js';
export { compactInline } from './operators/answer/compactInline.js';
export { costOf, type Cost, type CostOfOptions, type Prices } from './operators/answer/costOf.js';
export { failOnIncomplete } from './operators/answer/failOnIncomplete.js';
export { failOver, type FailOverOptions } from './operators/flow/failOver.js';
export { hedge, type HedgeOptions } from './operators/answer/hedge.js';
export { ofType } from './operators/answer/ofType.js';
export { partialJson, type PartialJson, type PartialJsonOptions } from './operators/answer/partialJson.js';
export { retryAnswer, type RetryAnswerOptions } from './operators/answer/retryAnswer.js';
export { smooth, type SmoothOptions } from './operators/answer/smooth.js';
export { splitThink, type SplitThinkOptions } from './operators/answer/splitThink.js';
export { textOf } from './operators/answer/textOf.js';

// Tools
export { resumeTools, type Decisions } from './operators/tools/resumeTools.js';
export { runTools } from './operators/tools/runTools.js';
export { tool, type ToolOptions } from './operators/tools/tool.js';
export type { Approval } from './operators/tools/approval.js';
export type { RunToolOptions } from './operators/tools/runTool.js';
export type { StartToolOptions } from './operators/tools/startTool.js';
export type { PreparedRun, Tool, ToolContext, ToolFunction, Tools } from './operators/tools/Tools.js';
export type { Ask } from './operators/tools/Ask.js';
export type { RunToolsOptions } from './operators/tools/RunToolsOptions.js';
export { toolChoices } from './operators/tools/toolChoices.js';
