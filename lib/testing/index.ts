export { errorLike, marbleRunner, type DeepEqual } from './marbles.js';
export { expectMarble } from './expect/expectMarble.js';
export {
  marbleChai,
  marbleMatchers,
  type ChaiAssertions,
  type ChaiHelpers,
  type MatcherResult,
} from './expect/marbleMatchers.js';
export { marbleEvents, type MarbleEventsOptions } from './marbleEvents.js';
export { playVirtually } from './playVirtually.js';
export { recordTelemetry, type RecordedTelemetry } from './recordTelemetry.js';
export {
  reset,
  response,
  virtualTransport,
  type ResponseOptions,
  type VirtualResponse,
  type VirtualTransport,
} from './virtualTransport.js';
export {
  appServerSession,
  textTurn,
  type AppServerMessage,
  type AppServerSessionOptions,
} from './appServer/appServerSession.js';
export type { AppServerFault } from './appServer/AppServerFault.js';
export type { SessionLine } from './appServer/SessionLine.js';
export { virtualAppServer, type VirtualAppServer, type VirtualAppServerOptions } from './appServer/virtualAppServer.js';
export { virtualClient, type VirtualClientOptions } from './virtualClient.js';
export { exited, running, virtualProcess, type VirtualProcess } from './virtualProcess.js';
export { message, socket, virtualWebSocket, type VirtualSocket, type VirtualWebSocket } from './virtualWebSocket.js';
export { bytes, completed, created, cutEverywhere, failed, itemDone, jsonLines, sse, textDelta } from './wire.js';

export { CHAT_DONE, chatDelta, chatFinish, chatToolCall } from './chatWire.js';

export { holdWhileClosed } from '../backpressure/holdWhileClosed.js';
export { marbleOf } from '../protocol/recording/marbleFile/marbleOf.js';
export { parseMarble } from '../protocol/recording/marbleFile/parseMarble.js';
export { printMarble } from '../protocol/recording/marbleFile/printMarble.js';
export { parseRecording } from '../protocol/recording/parseRecording.js';
export { replayTransport, type ReplayOptions } from '../transport/replayTransport.js';

export type { ExpectMarbleOptions } from './expect/checkMarble.js';
export type { MarbleCall } from './expect/checkReceived.js';
export type { Demand } from '../backpressure/Demand.js';
export type { ApiError } from '../protocol/errors/ApiError.js';
export type { DrainLimits } from '../transport/drainable.js';
export type * from '../protocol/eventTypes.js';
export type * from '../protocol/recording/recordingTypes.js';
export type { HttpRequest } from '../provider/HttpRequest.js';
export type * from '../telemetry/telemetryTypes.js';
export type { HttpTransport, StreamResponse } from '../transport/HttpTransport.js';
export type * from '../transport/ProcessTransport.js';
export type { OpenSocket, SocketFrame, UpgradeResponse, WebSocketTransport } from '../transport/WebSocketTransport.js';
export type { Provider, ProviderOptions, Undefinable, WireApi } from '../provider/Provider.js';
export type { RetryConfig } from '../provider/RetryConfig.js';
export type { ServerProfile } from '../protocol/ServerProfile.js';
export type { HeaderSource } from '../provider/HttpRequest.js';
