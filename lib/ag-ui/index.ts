export { toAgUi, type ToAgUiOptions } from './toAgUi.js';
export { fromAgUi, type FromAgUiOptions } from './fromAgUi.js';
export { CodexRxAgent, type AgUiEvents, type CodexRxAgentOptions } from './CodexRxAgent.js';
export { rxHttpAgent, type RxHttpAgentOptions } from './rxHttpAgent.js';
export { agUiRequest, type AgUiRequest } from './agUiRequest.js';
export { messageItems } from './messageItems.js';
export type { AgUiRun } from './runWriter.js';

export type {
  AnswerEvent,
  AnswerHedged,
  AnswerReset,
  PendingTools,
  ToolCall,
  ToolEvent,
  ToolOutput,
} from '../answer/AnswerEvent.js';
export type { EventPlace, HostedTool, ResponseEvent } from '../protocol/ResponseEvent.js';
export type { ResponseItem } from '../protocol/ResponseItem.js';
