export { errorLike, marbleRunner, type DeepEqual } from './marbles.js';
export { recordTelemetry, type RecordedTelemetry } from './recordTelemetry.js';
export { reset, response, virtualTransport, type VirtualTransport } from './virtualTransport.js';
export { exited, running, virtualProcess, type VirtualProcess } from './virtualProcess.js';
export { message, socket, virtualWebSocket, type VirtualSocket, type VirtualWebSocket } from './virtualWebSocket.js';
export { bytes, completed, created, cutEverywhere, failed, itemDone, jsonLines, sse, textDelta } from './wire.js';

export { holdWhileClosed } from '../demand/holdWhileClosed.js';
export { parseRecording } from '../protocol/parseRecording.js';
export type { Recording } from '../protocol/Recording.js';
export { replayTransport, type ReplayOptions } from '../transport/replayTransport.js';
export { CHAT_DONE, chatDelta, chatFinish, chatToolCall } from './chatWire.js';
