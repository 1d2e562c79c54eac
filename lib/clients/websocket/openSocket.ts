import { tap, type Observable } from 'rxjs';
import type { Demand } from '../../backpressure/Demand.js';
import type { Sender, WithUrl } from '../../operators/http/sendRequest.js';
import type { ResponsesApiRequest } from '../../protocol/requests/ResponsesApiRequest.js';
import type { RequestSpec } from '../../provider/HttpRequest.js';
import type { UpgradeResponse } from '../../transport/WebSocketTransport.js';
import type { CallObserver } from '../http/callObserver.js';
import { openResponse } from '../http/openResponse.js';
import type { SocketSession } from './SocketSession.js';

/** One request of a WebSocket client. */
export interface SocketCall {
  /** Builds the handshake, which is sent if no socket is open. */
  readonly handshake: () => RequestSpec;
  /** The request, in full. */
  readonly request: ResponsesApiRequest;
  /** Writes the frame that sends a request. */
  readonly write: (request: ResponsesApiRequest) => string;
  /** Default: `known`. */
  readonly frames?: 'known' | 'all' | undefined;
  /** A callback, called with the headers of the handshake's response. */
  readonly onHead: (headers: Headers) => void;
}

// docs/wire.md, section 9.1
/**
 * Sends a handshake and emits the open socket. If the server refuses the handshake, its response is read and converted
 * to an `ApiError`. Each subscription is one attempt, which takes at most the provider's `connectTimeout`, and never
 * more than `handshakeTimeout`.
 */
export const openSocket = (
  session: SocketSession,
  { handshake, onHead }: Pick<SocketCall, 'handshake' | 'onHead'>,
  demand: Demand,
  observer: CallObserver,
): Observable<WithUrl<UpgradeResponse>> => {
  const { provider, transport, limits } = session;
  const sender: Sender<UpgradeResponse> = { stream: (request, open) => transport.connect(request, open) };
  const open = openResponse({ ...session, transport: sender }, observer, demand, {
    isSuccess: (status) => status === 101,
    timeout: Math.min(provider.connectTimeout, limits.handshakeTimeout),
  });
  return open(handshake).pipe(tap(({ headers }) => onHead(headers)));
};
