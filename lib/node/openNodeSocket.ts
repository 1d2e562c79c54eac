import type { IncomingMessage } from 'node:http';
import { Observable } from 'rxjs';
import type { RawData, WebSocket } from 'ws';
import type { Demand } from '../backpressure/Demand.js';
import { apiError, type ApiError } from '../protocol/errors/ApiError.js';
import { SOCKET_CLOSED, SOCKET_VIOLATED } from '../protocol/errors/TransportError.js';
import { connectionError } from '../transport/connectionError.js';
import { readOnce } from '../transport/readOnce.js';
import { NO_CLOSE_FRAME, type OpenSocket, type SocketFrame } from '../transport/WebSocketTransport.js';
import { followDemand } from './followDemand.js';

/** The time allowed for the server to close its side once the client's side is closed, in milliseconds. */
export const CLOSE_GRACE = 1000;

const NORMAL_CLOSURE = 1000;

const TOO_LONG = /^WS_ERR_UNSUPPORTED_(MESSAGE|DATA_PAYLOAD)_LENGTH$/;

const lostSocket = (cause: unknown): ApiError => connectionError(cause, 'the websocket was lost');

const notOpen = (): ApiError =>
  apiError({ type: 'transport', error: { type: 'network', detail: 'the websocket is not open', code: SOCKET_CLOSED } });

/** Creates the error for frames that RFC 6455 forbids and for messages that are too long. */
const violation = (cause: Error, maxPayload: number): ApiError => {
  const isTooLong = 'code' in cause && TOO_LONG.test(String(cause.code));
  const detail = isTooLong
    ? `a websocket message is longer than ${maxPayload} bytes (maxMessageSize)`
    : `the server violated the websocket protocol: ${cause.message}`;
  return isTooLong
    ? apiError({ type: 'stream', reason: 'too_large', detail }, { cause })
    : apiError({ type: 'stream', reason: 'malformed', detail, code: SOCKET_VIOLATED }, { cause });
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

/**
 * Wraps an open socket of the package `ws`, which is not read before its frames have a subscriber.
 *
 * @param head the response to the handshake, whose connection reports resets.
 */
export const openNodeSocket = (
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
    subscriber.add(followDemand(demand, ws, (cause) => subscriber.error(cause)));
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
    ping: () =>
      new Observable((subscriber) => {
        const onPong = () => subscriber.complete();
        const onClose = () => subscriber.error(notOpen());
        if (ws.readyState !== ws.OPEN) {
          onClose();
          return undefined;
        }
        ws.on('pong', onPong).on('close', onClose);
        ws.ping(undefined, undefined, (cause?: Error) => {
          if (cause) subscriber.error(connectionError(cause, 'the ping was not sent'));
        });
        return () => ws.off('pong', onPong).off('close', onClose);
      }),
  };
};
