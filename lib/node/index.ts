export { fixtureTransport } from './fixtureTransport.js';
export { httpTransport, type HttpTransportOptions } from './httpTransport.js';
export { nodeTransport, type NodeTransportOptions } from './nodeTransport.js';
export { nodeWebSocketTransport, type NodeWebSocketTransportOptions } from './nodeWebSocketTransport.js';
export { readRecording, type ReadRecordingOptions } from './readRecording.js';
export { recordingTransport, type RecordingTransportOptions } from './recordingTransport.js';
export { streamFromFixture, type StreamFromFixtureOptions } from './streamFromFixture.js';
export { zstdCompress } from './zstdCompress.js';

export { recordStream, type RecordStreamOptions } from '../operators/recordStream.js';
export type { RecordedChunk, RecordedEnding, RecordedHead, Recording } from '../protocol/Recording.js';
export { replayTransport, type ReplayOptions } from '../transport/replayTransport.js';
