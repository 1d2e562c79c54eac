export { ScriptedServer, type ScriptedServerOptions } from './ScriptedServer.js';
export type { Answer, BodyFault, Cut, Fault, HeadFault, Pace, Script, SocketFault } from './Script.js';
export type { RecordedRequest } from './RecordedRequest.js';
export type { RecordedSocket, SocketEnd } from './RecordedSocket.js';
export {
  reasoningAnswer,
  structuredAnswer,
  textAnswer,
  toolCallAnswer,
  type AnswerOptions,
  type ReasonedText,
  type ToolCall,
} from './answers.js';
export { defaultScript } from './defaultScript.js';

export type { JsonObject } from '../protocol/json.js';
export type { TokenUsage } from '../protocol/TokenUsage.js';
