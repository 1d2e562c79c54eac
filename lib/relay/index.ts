// On the server
export { toEventStream, type EventStreamOptions } from './toEventStream.js';
export type { RelayFramesOptions } from './relayFrames.js';
export { toResponse, type ToResponseOptions } from './toResponse.js';
export type { AnswerSource } from './AnswerSource.js';
export type { ReadableBytesOptions } from './readableBytes.js';
export { relay, type RelayHandler } from './relay.js';
export type { Authorization, RelayContext, RelayOptions } from './RelayOptions.js';
export type { CorsOptions } from './cors.js';
export { publicError } from './publicError.js';
export { memoryReplayStore, type MemoryReplayStoreOptions } from './memoryReplayStore.js';
export type { ReplayStore, StoredAnswer } from './ReplayStore.js';
export type { RelayFrame } from './RelayFrame.js';

// In the page
export { RelayClient } from './RelayClient.js';
export type {
  BufferingReport,
  HeadersOption,
  RelayClientOptions,
  RelayCursor,
  RelayStreamOptions,
} from './RelayClientOptions.js';
export { RelayStream } from './RelayStream.js';
