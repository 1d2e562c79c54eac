// On the server
export { toEventStream, type EventStreamOptions } from './frames/toEventStream.js';
export type { RelayFramesOptions } from './frames/relayFrames.js';
export { toResponse, type ToResponseOptions } from './frames/toResponse.js';
export type { AnswerSource, DemandingSource } from './frames/AnswerSource.js';
export type { ReadableBytesOptions } from './frames/readableBytes.js';
export { relay, type RelayHandler } from './server/relay.js';
export type { Authorization, RelayContext, RelayOptions } from './server/RelayOptions.js';
export type { CorsOptions } from './server/cors.js';
export { publicError } from '../protocol/errors/publicError.js';
export { memoryReplayStore, type MemoryReplayStoreOptions } from './store/memoryReplayStore.js';
export type { ReplayStore, StoredAnswer } from './store/ReplayStore.js';
export type { RelayFrame } from './frames/RelayFrame.js';

// In the page
export { RelayClient } from './client/RelayClient.js';
export type {
  BufferingReport,
  HeadersOption,
  RelayClientOptions,
  RelayCursor,
  RelayStreamOptions,
} from './client/RelayClientOptions.js';
export { RelayStream } from './client/RelayStream.js';

export type { IterateOptions, ResponseStream } from '../clients/http/ResponseStream.js';
export type * from '../answer/answerTypes.js';
export type { Demand } from '../backpressure/Demand.js';
export type { ApiError } from '../protocol/errors/ApiError.js';
export type { HttpRequest } from '../provider/HttpRequest.js';
export type { Undefinable } from '../provider/Provider.js';
export type { RetryConfig } from '../provider/RetryConfig.js';
export type { Fetch } from '../transport/fetchTransport.js';
export type { HttpTransport, StreamResponse } from '../transport/HttpTransport.js';
