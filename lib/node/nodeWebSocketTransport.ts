import { constants } from 'node:buffer';
import type { Agent, IncomingMessage } from 'node:http';
import { catchError, defer, EMPTY, map, Observable, switchMap, throwError, type Subscription } from 'rxjs';
import type { RawData, WebSocket } from 'ws';
import { alwaysOpen, type Demand } from '../backpressure/Demand.js';
import { apiError, buildError, isApiError, type ApiError } from '../protocol/errors/ApiError.js';
import { reasonOf } from '../protocol/errors/reasonOf.js';
import { DEFAULT_BUFFER_LIMIT } from '../protocol/limits.js';
import type { HttpRequest } from '../provider/HttpRequest.js';
import { connectionError } from '../transport/connectionError.js';
import { lostConnection } from '../transport/lostConnection.js';
import { readOnce } from '../transport/readOnce.js';
import { environmentAgents, type AgentOf } from './environmentAgents.js';
import {
  NO_CLOSE_FRAME,
  type OpenSocket,
  type SocketFrame,
  type UpgradeResponse,
  type WebSocketTransport,
} from '../transport/WebSocketTransport.js';

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

/** The time allowed for the server to close its side once the client's side is closed, in milliseconds. */
const CLOSE_GRACE = 1000;

const NORMAL_CLOSURE = 1000;

const TOO_LONG = /^WS_ERR_UNSUPPORTED_(MESSAGE|DATA_PAYLOAD)_LENGTH$/;

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

/** What all sockets of a transport share. */
interface SocketOptions {
  readonly maxPayload: number;
  readonly agentOf: AgentOf;
}

const create = (
  Socket: typeof WebSocket,
  { url, headers }: HttpRequest,
  { maxPayload, agentOf }: SocketOptions,
): WebSocket => {
  const options = {
    headers: Object.fromEntries(headers),
    followRedirects: false, // a followed redirect would carry the key to another origin
    maxPayload,
    closeTimeout: CLOSE_GRACE, // for servers that send a close frame but keep the connection open; needs ws 8.19
  };
  try {
    return new Socket(url, { ...options, agent: agentOf(new URL(url)) });
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

/** Reads a source only while demand is open, i.e. while the consumer accepts data. */
const follow = (
  demand: Demand,
  source: { pause(): unknown; resume(): unknown },
  onError: (cause: unknown) => void,
): Subscription => {
  const set = () => (demand.isOpen ? source.resume() : source.pause());
  set();
  return demand.changes.subscribe({ next: set, error: onError });
};

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
    subscriber.add(follow(demand, response, onError));
    return () => {
      response.off('data', onData).off('end', onEnd).off('error', onError);
      ws.terminate();
    };
  }).pipe(readOnce());
};

const lostSocket = (cause: unknown): ApiError => connectionError(cause, 'the websocket was lost');

const notOpen = (): ApiError =>
  apiError({ type: 'transport', error: { type: 'network', detail: 'the websocket is not open', code: 'WS_CLOSED' } });

/** Creates the error for frames that RFC 6455 forbids and for messages that are too long. */
const violation = (cause: Error, maxPayload: number): ApiError => {
  const isTooLong = 'code' in cause && TOO_LONG.test(String(cause.code));
  const detail = isTooLong
    ? `a websocket message is longer than ${maxPayload} bytes`
    : `the server violated the websocket protocol: ${cause.message}`;
  return apiError({ type: 'stream', reason: isTooLong ? 'too_large' : 'malformed', detail }, { cause });
};

const frameOf = (data: RawData, isBinary: boolean): SocketFrame =>
  !isBinary && Buffer.isBuffer(data) ? { type: 'text', text: data.toString() } : { type: 'binary' };

/** Sends a close frame, and terminates the connection if the server does not answer within 1 s. */
const leave = (ws: WebSocket): void => {
  if (ws.readyState === ws.CLOSED) return;
  ws.resume(); // the server's close frame may be queued behind messages that were not read while demand was closed
  ws.close(NORMAL_CLOSURE);
  const grace = setTimeout(() => ws.terminate(), CLOSE_GRACE).unref();
  ws.once('close', () => clearTimeout(grace));
};

const openSocket = (
  ws: WebSocket,
  head: IncomingMessage | undefined,
  demand: Demand,
  maxPayload: number,
): OpenSocket => {
  // ws reports a reset as an ordinary end. Only the TCP socket emits the error.
  let reset: Error | undefined;
  head?.socket.once('error', (cause) => (reset = cause));
  ws.pause(); // until the frames have a subscriber, messages stay in the connection's buffer

  const frames = new Observable<SocketFrame>((subscriber) => {
    const onMessage = (data: RawData, isBinary: boolean) => subscriber.next(frameOf(data, isBinary));
    const onError = (cause: Error) => subscriber.error(violation(cause, maxPayload));
    const onClose = (code: number, reason: Uint8Array) => {
      if (code !== NO_CLOSE_FRAME) subscriber.next({ type: 'close', code, reason: reason.toString() });
      else if (reset !== undefined) subscriber.error(lostSocket(reset));
      subscriber.complete();
    };
    if (ws.readyState === ws.CLOSED) subscriber.error(reset === undefined ? notOpen() : lostSocket(reset));
    ws.on('message', onMessage).on('error', onError).on('close', onClose);
    subscriber.add(follow(demand, ws, (cause) => subscriber.error(cause)));
    return () => {
      ws.off('message', onMessage).off('error', onError).off('close', onClose);
      leave(ws);
    };
  });

  return {
    frames: frames.pipe(readOnce()),
    send: (text) =>
      new Observable((subscriber) => {
        if (ws.readyState !== ws.OPEN) {
          subscriber.error(notOpen());
          return;
        }
        ws.send(text, (cause) => {
          if (cause) subscriber.error(connectionError(cause, 'the message was not sent'));
          else subscriber.complete();
        });
      }),
  };
};

const handshake = (
  Socket: typeof WebSocket,
  request: HttpRequest,
  demand: Demand,
  options: SocketOptions,
): Observable<UpgradeResponse> =>
  new Observable((subscriber) => {
    const ws = create(Socket, request, options);
    let head: IncomingMessage | undefined;
    let hasOwner = false;
    const answer = (response: UpgradeResponse) => {
      hasOwner = true;
      subscriber.next(response);
      subscriber.complete();
    };
    const fail = (cause: unknown) => subscriber.error(connectionError(cause, 'the websocket handshake failed'));
    const onUpgrade = (response: IncomingMessage) => (head = response);
    const onOpen = () => {
      const headers = head === undefined ? new Headers() : headersOf(head);
      answer({ status: 101, headers, bytes: EMPTY, socket: openSocket(ws, head, demand, options.maxPayload) });
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
  return { connect };
};
