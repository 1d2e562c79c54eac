export { convertRecording } from './recording/convertRecording.js';
export { fixtureTransport } from './recording/fixtureTransport.js';
export { httpTransport, type HttpTransportOptions } from './httpTransport.js';
export { nodeListener, type WebHandler } from './nodeListener.js';
export { pipeTo, type PipeToOptions } from './pipeTo.js';
export { nodeTransport, type NodeTransportOptions } from './nodeTransport.js';
export { nodeWebSocketTransport, type NodeWebSocketTransportOptions } from './nodeWebSocketTransport.js';
export { readMarble } from './recording/readMarble.js';
export { readRecording, type ReadRecordingOptions } from './recording/readRecording.js';
export {
  recordingTransport,
  type RecordingTransport,
  type RecordingTransportOptions,
} from './recording/recordingTransport.js';
export { streamFromFixture, type StreamFromFixtureOptions } from './recording/streamFromFixture.js';
export { writeMarble } from './recording/writeMarble.js';
export { zstdCompress } from './zstdCompress.js';

export { recordStream, type RecordStreamOptions } from '../operators/http/recordStream.js';
export { replayTransport, type ReplayOptions, type ReplayTransport } from '../transport/replayTransport.js';
export type { TapeOptions } from '../transport/recordingTape.js';

export type { IterateOptions, ResponseStream } from '../clients/http/ResponseStream.js';
export type { Demand } from '../backpressure/Demand.js';
export type { ApiError } from '../protocol/errors/ApiError.js';
export type * from '../protocol/errors/errorTypes.js';
export type { CreditsSnapshot, RateLimitSnapshot, RateLimitWindow } from '../protocol/RateLimitSnapshot.js';
export type * from '../protocol/recording/recordingTypes.js';
export type { MemberOf, Other } from '../protocol/codec/openUnion.js';
export type { EventPlace, HostedTool, ResponseEvent } from '../protocol/ResponseEvent.js';
export type { ResponseItem } from '../protocol/ResponseItem.js';
export type { TokenUsage } from '../protocol/TokenUsage.js';
export type { HttpRequest } from '../provider/HttpRequest.js';
export type { Provider, WireApi } from '../provider/Provider.js';
export type { RetryConfig } from '../provider/RetryConfig.js';
export type { DrainLimits } from '../transport/drainable.js';
export type { Fetch, FetchTransportOptions } from '../transport/fetchTransport.js';
export type { HttpTransport, StreamResponse } from '../transport/HttpTransport.js';
export type { OpenSocket, SocketFrame, UpgradeResponse, WebSocketTransport } from '../transport/WebSocketTransport.js';
export type { ServerProfile } from '../protocol/ServerProfile.js';
export type { JsonObject } from '../protocol/codec/json.js';
export type { Compress } from '../transport/outgoing.js';
export type { ApiErrorData } from '../protocol/errors/apiErrorData.js';
export type { EventStreamOptions } from '../relay/frames/toEventStream.js';
export type { RelayFramesOptions } from '../relay/frames/relayFrames.js';
