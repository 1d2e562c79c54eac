// On the server
export { toEventStream, type EventStreamOptions } from './frames/toEventStream.js';
export type { RelayFramesOptions } from './frames/relayFrames.js';
export { toResponse, type ToResponseOptions } from './frames/toResponse.js';
export type { AnswerSource } from './frames/AnswerSource.js';
export type { ReadableBytesOptions } from './frames/readableBytes.js';
export { relay, type RelayHandler } from './server/relay.js';
export type { Authorization, RelayContext, RelayOptions } from './server/RelayOptions.js';
export type { CorsOptions } from './server/cors.js';
export { publicError } from './frames/publicError.js';
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
