import type { IncomingMessage } from 'node:http';
import type { Refusal } from '../http/refusals.js';
import type { RecordedRequest } from '../log/RecordedRequest.js';
import type { RequestLog } from '../log/RequestLog.js';
import type { HeadFault, Script } from '../script/Script.js';

/** The parts of a server that its WebSockets use. */
export interface SocketHost {
  readonly log: RequestLog;
  readonly apiKey: string | undefined;
  /** The size of the largest accepted message, in bytes. */
  readonly limit: number;
  readonly nextHandshakeFault: () => HeadFault | undefined;
  /** Returns the headers of the next response with status 101. */
  readonly handshakeHeaders: () => Script['headers'];
  /** Returns the answer to a request that a strict server refuses. */
  readonly check: (request: RecordedRequest) => HeadFault | undefined;
  /** Returns the refusal of a handshake that a foreign page sent. */
  readonly stranger: (message: IncomingMessage) => Refusal | undefined;
  readonly nextScript: (request: RecordedRequest) => Script;
}
