export { ScriptedServer, type ScriptedServerOptions } from './ScriptedServer.js';
export type { ScriptedAnswer, BodyFault, Cut, Fault, HeadFault, Pace, Script, SocketFault } from './script/Script.js';
export type { RecordedRequest } from './log/RecordedRequest.js';
export type { RecordedSocket, SocketEnd } from './log/RecordedSocket.js';
export {
  reasoningAnswer,
  structuredAnswer,
  textAnswer,
  toolCallAnswer,
  type AnswerOptions,
  type ReasonedText,
  type ScriptedToolCall,
} from './script/answers.js';
export type { StrictServerName } from './strict/strictProfiles.js';
export { defaultScript } from './script/defaultScript.js';

export type { JsonObject } from '../protocol/codec/json.js';
export type { TokenUsage } from '../protocol/TokenUsage.js';
