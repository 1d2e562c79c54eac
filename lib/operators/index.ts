// Http: requests, responses, retries
export { collectJson, type CollectJsonOptions } from './http/collectJson.js';
export { collectText, type CollectTextOptions } from './http/collectText.js';
export { expectEventStream } from './http/expectEventStream.js';
export { expectSuccess, type ExpectSuccessOptions } from './http/expectSuccess.js';
export { failAsStream } from './http/failAsStream.js';
export { failOnErrorBody } from './http/failOnErrorBody.js';
export { recordStream, type RecordStreamOptions } from './http/recordStream.js';
export type { TapeOptions } from '../transport/recordingTape.js';
export { refreshOnUnauthorized, type RefreshOnUnauthorizedOptions } from './http/refreshOnUnauthorized.js';
export { resumable, type ResumableOptions } from './http/resumable.js';
export { retryWithBackoff, type RetryWithBackoffOptions } from './http/retryWithBackoff.js';
export {
  sendRequest,
  type WithUrl,
  type ResponseHead,
  type Sender,
  type SendRequestOptions,
} from './http/sendRequest.js';

// Framing: bytes and messages to frames
export { chunkClock, type ChunkClock } from './framing/chunkClock.js';
export { cutAtLineEnds, type CutAtLineEndsOptions } from './framing/cutAtLineEnds.js';
export { decodeText } from './framing/decodeText.js';
export { idleTimeout, type IdleTimeoutOptions } from './framing/idleTimeout.js';
export { limitSize } from './framing/limitSize.js';
export { socketMessages, type SocketMessagesOptions } from './framing/socketMessages.js';
export { splitLines, type SplitLinesOptions } from './framing/splitLines.js';
export { sseFrames, type SseFramesOptions } from './framing/sseFrames.js';
export { untilDone, type UntilDoneOptions } from './framing/untilDone.js';

// Decoding: frames to events
export { decodeEvents, type DecodeEventsOptions } from './decode/decodeEvents.js';
export { limitItems } from './decode/limitItems.js';
export { decodeWith } from './decode/decodeWith.js';
export { failOnErrorFrame, type FailOnErrorFrameOptions } from './decode/failOnErrorFrame.js';
export { fromEither } from './decode/fromEither.js';
export { parseJson, type ParseJsonOptions } from './decode/parseJson.js';
export { startWithEvents } from './decode/startWithEvents.js';
export { startWithMetadata } from './decode/startWithMetadata.js';

// Answers: events to text, snapshots and tool calls
export { accumulate, type AccumulateOptions } from './answer/accumulate.js';
export { aggregate } from './answer/aggregate.js';
export { coalesce, type CoalesceOptions } from './answer/coalesce.js';
export { compactHistory, type CompactableState, type CompactHistoryOptions } from './answer/compactHistory.js';
export { compactInline } from './answer/compactInline.js';
export { costOf, type Cost, type CostOfOptions, type Prices } from './answer/costOf.js';
export { failOnIncomplete } from './answer/failOnIncomplete.js';
export { hedge, type HedgeOptions } from './answer/hedge.js';
export { ofType } from './answer/ofType.js';
export { partialJson, type PartialJson, type PartialJsonOptions } from './answer/partialJson.js';
export { retryAnswer, type RetryAnswerOptions } from './answer/retryAnswer.js';
export { smooth, type SmoothOptions } from './answer/smooth.js';
export { splitThink, type SplitThinkOptions } from './answer/splitThink.js';
export { textOf } from './answer/textOf.js';

// Tools
export { resumeTools, type Decisions } from './tools/resumeTools.js';
export { runTools } from './tools/runTools.js';
export { tool, type ToolOptions } from './tools/tool.js';
export type { Approval } from './tools/approval.js';
export type { RunToolOptions } from './tools/runTool.js';
export type { StartToolOptions } from './tools/startTool.js';
export type { PreparedRun, Tool, ToolContext, ToolFunction, Tools } from './tools/Tools.js';
export type { Ask } from './tools/Ask.js';
export type { RunToolsOptions } from './tools/RunToolsOptions.js';
export { toolChoices } from './tools/toolChoices.js';

// Telemetry
export { detectBuffering, type BufferedArrival, type DetectBufferingOptions } from './telemetry/detectBuffering.js';
export { inContext } from './telemetry/inContext.js';
export { tapCallTelemetry, type TapCallTelemetryOptions } from './telemetry/tapCallTelemetry.js';
export { tapDevtools, type TapDevtoolsOptions } from './telemetry/tapDevtools.js';
export { tapFirst } from './telemetry/tapFirst.js';
export { tapRequestTelemetry, type TapRequestTelemetryOptions } from './telemetry/tapRequestTelemetry.js';
export { tapSendTelemetry, type TapSendTelemetryOptions } from './telemetry/tapSendTelemetry.js';
export { tapSseTelemetry, type TapSseTelemetryOptions } from './telemetry/tapSseTelemetry.js';

// Flow: errors, cancellation, order
export { abortWith } from './flow/abortWith.js';
export { catchApiError } from './flow/catchApiError.js';
export { exclusive, type ExclusiveOptions } from './flow/exclusive.js';
export { failOver, type FailOverOptions } from './flow/failOver.js';
export { failWhen } from './flow/failWhen.js';
export { failWithApiError, type FailWithApiErrorOptions } from './flow/failWithApiError.js';
export { Mutex, type Release } from './flow/Mutex.js';
export { recoverBeforeOutput } from './flow/recoverBeforeOutput.js';

// Decoders for `decodeEvents`
export { chatDecoder } from '../decode/chat/chatDecoder.js';
export { responsesDecoder } from '../decode/responses/responsesDecoder.js';
export type { DecoderFactory, ResponseDecoder, ResponseObserver } from '../decode/ResponseDecoder.js';

// Backpressure
export { alwaysOpen, DemandGate, type Demand } from '../backpressure/Demand.js';

// Types of answers and events
export type * from '../answer/Answer.js';
export type * from '../answer/answerTypes.js';
export type { AnySchema, Schema } from '../protocol/schema/Schema.js';
export type { ToolChoice } from '../protocol/ToolChoice.js';
export type { Tagged } from '../protocol/codec/fold.js';
export type { SseFrame } from '../protocol/SseFrame.js';
export type { StreamCursor } from '../protocol/StreamCursor.js';

// Types of errors
export type { ApiError } from '../protocol/errors/ApiError.js';

// Types of providers and transports
export type { AuthProvider, MaybeAsync, SignableRequest } from '../provider/AuthProvider.js';
export type { HttpRequest } from '../provider/HttpRequest.js';
export type { RetryBudget } from '../provider/retryBudget.js';
export type { RetryConfig } from '../provider/RetryConfig.js';
export type { StreamResponse } from '../transport/HttpTransport.js';
export type { OpenSocket, SocketFrame, UpgradeResponse } from '../transport/WebSocketTransport.js';

// Types of telemetry
export type * from '../telemetry/devtools/devtoolsTypes.js';
export type * from '../telemetry/telemetryTypes.js';
export type { Undefinable } from '../provider/Provider.js';
