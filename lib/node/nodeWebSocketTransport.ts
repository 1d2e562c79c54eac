import { constants } from 'node:buffer';
import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { catchError, defer, EMPTY, map, Observable, switchMap, throwError } from 'rxjs';
import type { WebSocket } from 'ws';
import { alwaysOpen, type Demand } from '../backpressure/Demand.js';
import { buildError, isApiError } from '../protocol/errors/ApiError.js';
import { reasonOf } from '../protocol/errors/reasonOf.js';
import { DEFAULT_BUFFER_LIMIT } from '../protocol/limits.js';
import { framingFault } from '../provider/headerRules.js';
import type { HttpRequest } from '../provider/HttpRequest.js';
import { connectionError } from '../transport/connectionError.js';
import { lostConnection } from '../transport/lostConnection.js';
import { readOnce } from '../transport/readOnce.js';
import { environmentAgents, type AgentOf } from './environmentAgents.js';
import { followDemand } from './followDemand.js';
import { CLOSE_GRACE, openNodeSocket } from './openNodeSocket.js';
import { failRefusedTunnel } from './proxy/failRefusedTunnel.js';
import { throughProxy } from './proxy/throughProxy.js';
import type { UpgradeResponse, WebSocketTransport } from '../transport/WebSocketTransport.js';

/** Options for `nodeWebSocketTransport`. */
export interface NodeWebSocketTransportOptions {
  /** The size of the longest accepted message, in bytes. A longer one ends the connection. Default: 10 MiB. */
  readonly maxMessageSize?: number | undefined;
  /**
   * The agent that connects: certificates, proxies. Default: as with `httpTransport`, proxies and further certificates
   * come from the environment.
   */
  readonly agent?: Agent | undefined;
}

/** The network path of all transports without an agent of their own. */
const DIRECT = {};

const ignore = () => undefined;

const loadWebSocket = (): Observable<typeof WebSocket> =>
  defer(() => import('ws')).pipe(
    map((ws) => ws.WebSocket),
    catchError((cause: unknown) =>
      throwError(() =>
        buildError(`nodeWebSocketTransport() requires the package ws; run npm install ws: ${reasonOf(cause)}`, cause),
      ),
    ),
  );

/** The state that all sockets of a transport share. */
interface SocketOptions {
  readonly maxPayload: number;
  readonly agentOf: AgentOf;
}

const create = (
  Socket: typeof WebSocket,
  { url, headers }: HttpRequest,
  { maxPayload, agentOf }: SocketOptions,
): { readonly ws: WebSocket; readonly agent: Agent } => {
  const fault = framingFault(headers);
  if (fault !== undefined) throw buildError(fault);
  const options = {
    headers: Object.fromEntries(headers),
    followRedirects: false, // a followed redirect would carry the key to another origin
    maxPayload,
    closeTimeout: CLOSE_GRACE, // for servers that send a close frame but keep the connection open; needs ws 8.19
  };
  try {
    const agent = agentOf(new URL(url));
    const finishRequest = (sent: ClientRequest) => {
      failRefusedTunnel(sent, agent);
      sent.end();
    };
    return { ws: new Socket(url, { ...options, agent, finishRequest }), agent };
  } catch (cause) {
    if (isApiError(cause)) throw cause;
    throw buildError(`the websocket could not be opened: ${reasonOf(cause)}`, cause);
  }
};

const headersOf = ({ headersDistinct }: IncomingMessage): Headers =>
  new Headers(
    Object.entries(headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    ),
  );

/** Reads the body of a refused handshake. Unsubscribing ends the request. */
const bodyOf = (ws: WebSocket, response: IncomingMessage, demand: Demand): Observable<Uint8Array> => {
  const lost = (cause: unknown) => lostConnection(cause);
  response.on('error', ignore);
  return new Observable<Uint8Array>((subscriber) => {
    const onData = (chunk: Uint8Array) => subscriber.next(chunk);
    const onEnd = () => subscriber.complete();
    const onError = (cause: unknown) => subscriber.error(lost(cause));
    if (response.destroyed) onError(response.errored ?? new Error('it was closed before it was read'));
    response.on('data', onData).on('end', onEnd).on('error', onError);
    subscriber.add(followDemand(demand, response, onError));
    return () => {
      response.off('data', onData).off('end', onEnd).off('error', onError);
      ws.terminate();
    };
  }).pipe(readOnce());
};

const handshake = (
  Socket: typeof WebSocket,
  request: HttpRequest,
  demand: Demand,
  options: SocketOptions,
): Observable<UpgradeResponse> =>
  new Observable((subscriber) => {
    const { ws, agent } = create(Socket, request, options);
    let head: IncomingMessage | undefined;
    let hasOwner = false;
    const answer = (response: UpgradeResponse) => {
      hasOwner = true;
      subscriber.next(response);
      subscriber.complete();
    };
    const fail = (cause: unknown) =>
      subscriber.error(connectionError(cause, `the websocket handshake failed${throughProxy(agent)}`));
    const onUpgrade = (response: IncomingMessage) => (head = response);
    const onOpen = () => {
      const headers = head === undefined ? new Headers() : headersOf(head);
      answer({ status: 101, headers, bytes: EMPTY, socket: openNodeSocket(ws, head, demand, options.maxPayload) });
    };
    const onRefused = (_: unknown, response: IncomingMessage) => {
      const { statusCode: status = 0 } = response;
      if (status === 101) fail(new Error('the response has status 101 but does not upgrade the connection'));
      else answer({ status, headers: headersOf(response), bytes: bodyOf(ws, response, demand) });
    };
    ws.on('error', ignore); // never removed: ws also emits errors after `terminate`
    ws.on('error', fail).on('upgrade', onUpgrade).on('open', onOpen).on('unexpected-response', onRefused);
    return () => {
      ws.off('error', fail).off('upgrade', onUpgrade).off('open', onOpen).off('unexpected-response', onRefused);
      if (!hasOwner) ws.terminate();
    };
  });

/**
 * Creates a WebSocket transport over the package `ws`, which must be installed. Unlike the platform's WebSocket, it
 * sends headers and reports the response to a refused handshake. It reads the socket only while demand is open, i.e.
 * while the consumer accepts data. While demand is closed it does not answer pings. The body and the frames can be read
 * only once.
 *
 * Emits one response. If its status is 101, it has a `socket`, whose last frame is the server's `close`. Any other
 * status means that the handshake was refused, and `bytes` is the body of the response.
 *
 * Errors: an `ApiError` of type `transport`, with kind `build` (nothing was sent) or `network` (there is no
 * connection). The frames fail with an `ApiError` of type `stream` if the server violates the protocol or sends a
 * message longer than `maxMessageSize`. Teardown: unsubscribing from the frames sends a close frame; the connection is
 * terminated if the server does not close it within 1 s.
 *
 * @example
 * new ResponsesWebSocketClient({ provider: openai(), auth, transport: nodeWebSocketTransport() });
 */
// docs/wire.md, section 9.1
export const nodeWebSocketTransport = ({
  maxMessageSize = DEFAULT_BUFFER_LIMIT,
  agent,
}: NodeWebSocketTransportOptions = {}): WebSocketTransport => {
  const agentOf: AgentOf = agent === undefined ? environmentAgents() : () => agent;
  const connect: WebSocketTransport['connect'] = (request, demand = alwaysOpen) =>
    defer(() => {
      if (!(maxMessageSize >= 1))
        throw buildError(`maxMessageSize must be a number of bytes, 1 or more, got ${maxMessageSize}`);
      // A message is converted to a string, and this is the maximum length of a string in Node.
      const maxPayload = Math.min(Math.floor(maxMessageSize), constants.MAX_STRING_LENGTH);
      return loadWebSocket().pipe(switchMap((Socket) => handshake(Socket, request, demand, { maxPayload, agentOf })));
    });
  return { networkPath: agent ?? DIRECT, connect };
};
