export { toAgUi, type ToAgUiOptions } from './toAgUi.js';
export { fromAgUi, type FromAgUiOptions } from './fromAgUi.js';
export { CodexRxAgent, type AgUiEvents, type CodexRxAgentOptions } from './CodexRxAgent.js';
export { rxHttpAgent, type RxHttpAgentOptions } from './rxHttpAgent.js';
export { agUiRequest, type AgUiRequest } from './agUiRequest.js';
export { messageItems } from './messageItems.js';
export type { AgUiRun } from './runWriter.js';

export type * from '../answer/answerTypes.js';
export type { Approval } from '../operators/tools/approval.js';
export type { Decisions } from '../operators/tools/resumeTools.js';
export type { Demand } from '../backpressure/Demand.js';
export type { HttpRequest } from '../provider/HttpRequest.js';
export type { HttpTransport, StreamResponse } from '../transport/HttpTransport.js';
export type { SkippedFrame } from '../telemetry/Telemetry.js';
