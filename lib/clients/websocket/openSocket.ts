import { tap, type Observable } from 'rxjs';
import type { Demand } from '../../backpressure/Demand.js';
import type { Sender, WithUrl } from '../../operators/http/sendRequest.js';
import type { ResponsesApiRequest } from '../../protocol/ResponsesApiRequest.js';
import type { RequestSpec } from '../../provider/HttpRequest.js';
import type { UpgradeResponse } from '../../transport/WebSocketTransport.js';
import type { CallObserver } from '../http/callObserver.js';
import type { CallSubject } from '../http/observeCall.js';
import { openResponse } from '../http/openResponse.js';
import type { SocketSession } from './SocketSession.js';

/** One request of a WebSocket client. */
export interface SocketCall {
  /** What opens the socket, where none is open. */
  readonly handshake: () => RequestSpec;
  readonly subject: CallSubject;
  /** What to ask, in full. */
  readonly request: ResponsesApiRequest;
  /** The frame that asks it. */
  readonly write: (request: ResponsesApiRequest) => string;
  /** Called with the headers of the handshake's answer. */
  readonly onHead: (headers: Headers) => void;
}

/** A handshake has no model to wait for, and HTTP may be waiting to take over: milliseconds. Source: wire.md 1.5, 9.1. */
const HANDSHAKE_TIMEOUT = 15_000;

/**
 * Handshake → an open socket: `streamEvents` up to the head. A refusal is read like any answer that is no success. Every
 * subscription is one attempt, of at most the provider's `connectTimeout` and never more than 15 s.
 */
export const openSocket = (
  session: SocketSession,
  { handshake, onHead }: Pick<SocketCall, 'handshake' | 'onHead'>,
  demand: Demand,
  observer: CallObserver,
): Observable<WithUrl<UpgradeResponse>> => {
  const { provider, transport } = session;
  const sender: Sender<UpgradeResponse> = { stream: (request, open) => transport.connect(request, open) };
  const open = openResponse({ ...session, transport: sender }, observer, demand, {
    isSuccess: (status) => status === 101,
    timeout: Math.min(provider.connectTimeout, HANDSHAKE_TIMEOUT),
  });
  return open(handshake).pipe(tap(({ headers }) => onHead(headers)));
};
