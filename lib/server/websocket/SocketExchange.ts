import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { parseJsonText } from '../../protocol/codec/json.js';
import { draftRequest, type RequestDraft } from '../script/draftRequest.js';
import type { RecordedRequest } from '../log/RecordedRequest.js';
import type { SocketEnd } from '../log/RecordedSocket.js';
import type { RequestLog } from '../log/RequestLog.js';

/** A request received over a WebSocket, and its answer. The functions send the answer and record how it ended. */
export interface SocketExchange {
  readonly request: RecordedRequest;
  /** Sends a message in fragments of `fragment` bytes. Rejects if the connection is no longer open. */
  readonly send: (bytes: Uint8Array, isBinary: boolean, fragment: number) => Promise<void>;
  /** Ends the answer; the connection stays open. */
  readonly end: () => void;
  /** Ends the answer, which the client has interrupted; the connection stays open. */
  readonly interrupt: () => void;
  /** Ends the answer and the connection with a close frame. Throws for a code or a reason that a frame cannot carry. */
  readonly close: (code: number, reason: string) => void;
  /** Ends the answer and the connection without a close frame. */
  readonly hangUp: () => void;
  /** Resets the connection. */
  readonly reset: () => void;
}

/** An open WebSocket connection. */
export interface SocketConnection {
  /** A signal that aborts when either side closes the connection. */
  readonly gone: AbortSignal;
  readonly closed: Promise<SocketEnd>;
  readonly isOpen: () => boolean;
  readonly ping: () => void;
  /** Records a received message. */
  readonly receive: (bytes: Buffer, isBinary: boolean) => SocketExchange;
}

/** Records an opened WebSocket and watches it until it is closed. */
export const openConnection = (socket: WebSocket, handshake: IncomingMessage, log: RequestLog): SocketConnection => {
  const tcp = handshake.socket;
  const index = log.sockets.length;
  const common: RequestDraft = { ...draftRequest(handshake, 0, 'websocket'), socket: index };
  const unanswered = new Set<RequestDraft>();
  const gone = new AbortController();

  const isOpen = (): boolean => socket.readyState === socket.OPEN && tcp.writable;
  const settle = (request: RequestDraft): void => {
    unanswered.delete(request);
    log.finish(request);
  };
  const complete = (request: RequestDraft): void => {
    request.completed = true;
    settle(request);
  };
  const closed = new Promise<SocketEnd>((resolve) => {
    socket.once('close', (code) => {
      const closedAt = performance.now();
      for (const request of unanswered) {
        if (!log.isOver(request)) request.clientClosedAt = closedAt;
        settle(request);
      }
      gone.abort();
      resolve({ closedAt, code });
    });
  });

  const exchange = (request: RequestDraft): SocketExchange => ({
    request,
    send: async (bytes, isBinary, fragment) => {
      for (let start = 0; start < bytes.length; start += fragment) {
        if (!isOpen()) throw new Error('the connection is closed');
        const end = start + fragment;
        socket.send(bytes.subarray(start, end), { binary: isBinary, fin: end >= bytes.length });
        if (tcp.writableNeedDrain) await once(tcp, 'drain', { signal: gone.signal });
      }
    },
    end: () => complete(request),
    interrupt: () => {
      request.interrupted = true;
      complete(request);
    },
    close: (code, reason) => {
      socket.close(code, reason);
      complete(request);
      unanswered.forEach(settle);
    },
    hangUp: () => {
      tcp.end();
      complete(request);
      unanswered.forEach(settle);
    },
    reset: () => {
      unanswered.forEach(settle);
      tcp.resetAndDestroy();
    },
  });

  log.addSocket({ index, headers: common.headers, closed });
  return {
    gone: gone.signal,
    closed,
    isOpen,
    ping: () => socket.ping(),
    receive: (bytes, isBinary) => {
      const request: RequestDraft = {
        ...common,
        index: log.requests.length,
        receivedAt: performance.now(),
        body: isBinary ? undefined : parseJsonText(bytes.toString()),
        size: bytes.length,
      };
      unanswered.add(request);
      log.add(request);
      log.keepBody(request, bytes.length);
      return exchange(request);
    },
  };
};
