import type { RecordedRequest } from '../log/RecordedRequest.js';
import type { RequestLog } from '../log/RequestLog.js';
import type { HeadFault, Script } from '../script/Script.js';

/** What a server lends to its WebSockets. */
export interface SocketHost {
  readonly log: RequestLog;
  readonly apiKey: string | undefined;
  /** The largest message that is read, in bytes. */
  readonly limit: number;
  readonly nextHandshakeFault: () => HeadFault | undefined;
  /** The headers of the next 101. */
  readonly handshakeHeaders: () => Script['headers'];
  readonly nextScript: (request: RecordedRequest) => Script;
}
