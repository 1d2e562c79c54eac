import { defer, EMPTY, finalize, map, take, throwError, type Observable } from 'rxjs';
import { definedMembers } from '../protocol/codec/definedMembers.js';
import { alwaysOpen, type Demand } from '../backpressure/Demand.js';
import { holdWhileClosed } from '../backpressure/holdWhileClosed.js';
import { apiError, buildError } from '../protocol/errors/ApiError.js';
import type { HttpRequest } from '../provider/HttpRequest.js';
import { readOnce } from '../transport/readOnce.js';
import type { OpenSocket, SocketFrame, UpgradeResponse, WebSocketTransport } from '../transport/WebSocketTransport.js';

/** A way to open WebSockets without a network: handshakes are answered with given observables, and remembered. */
export interface VirtualWebSocket extends WebSocketTransport {
  /** Every handshake sent so far, credentials included. */
  readonly requests: readonly HttpRequest[];
}

/** The answer to a handshake that succeeded, and what the client said on its socket. */
export interface VirtualSocket extends UpgradeResponse {
  readonly socket: OpenSocket;
  /** Every text sent so far. */
  readonly sent: readonly string[];
}

const closed = () =>
  throwError(() =>
    apiError({
      type: 'transport',
      error: { type: 'network', detail: 'the websocket is not open', code: 'WS_CLOSED' },
    }),
  );

/** One connection: its frames are read once, and nothing can be sent when they have ended or were left. */
const connected = (socket: OpenSocket, demand: Demand): OpenSocket => {
  let isOpen = true;
  return {
    frames: socket.frames.pipe(
      finalize(() => (isOpen = false)),
      readOnce(),
      holdWhileClosed(demand),
    ),
    send: (text) => defer(() => (isOpen ? socket.send(text) : closed())),
  };
};

/**
 * Answers the nth handshake with the nth observable, as `virtualTransport` does with requests: a `socket`, or, for a
 * refusal, a `response`. Hand it cold observables of a `TestScheduler` and the whole client runs in virtual time; expect
 * the subscriptions of the frames to see when a socket was closed.
 *
 * A handshake without an observable left is a `build` error that says how many were expected, which no client retries.
 *
 * @example
 * const answer = socket(cold('--a--b', { a: message(textDelta('Hi')), b: message(completed('resp_1')) }));
 * const transport = virtualWebSocket(cold('--r|', { r: response(EMPTY, { status: 503 }) }), cold('---s|', { s: answer }));
 * const connection = new ResponsesWebSocketClient({ provider, transport, random: () => 0.5 }).connect();
 * connection.streamPrompt('gpt-5.1', 'Hi').subscribe(render);
 * // afterwards
 * expect(answer.sent).to.have.length(1);
 */
export const virtualWebSocket = (...attempts: readonly Observable<UpgradeResponse>[]): VirtualWebSocket => {
  const requests: HttpRequest[] = [];
  return {
    requests,
    connect: (request, demand = alwaysOpen) =>
      defer(() => {
        const attempt = attempts[requests.push(request) - 1];
        if (attempt === undefined)
          return throwError(() =>
            buildError(
              `handshake ${requests.length} was not expected: the virtual WebSocket has ${attempts.length} answer(s)`,
            ),
          );
        return attempt.pipe(
          take(1),
          map(({ status, headers, bytes, socket }) => ({
            status,
            headers,
            bytes: bytes.pipe(readOnce(), holdWhileClosed(demand)),
            ...definedMembers({ socket: socket && connected(socket, demand) }),
          })),
        );
      }),
  };
};

/**
 * The answer to a handshake: status 101, and a socket that brings `frames`. It remembers what is sent; every sending ends
 * as `send` does, by default at once.
 *
 * @example
 * const failing = socket(NEVER, { headers: { 'openai-model': 'gpt-5.1' }, send: throwError(reset) });
 */
export const socket = (
  frames: Observable<SocketFrame>,
  {
    headers = {},
    send = EMPTY,
  }: { readonly headers?: Readonly<Record<string, string>>; readonly send?: Observable<never> } = {},
): VirtualSocket => {
  const sent: string[] = [];
  return {
    status: 101,
    headers: new Headers(headers),
    bytes: EMPTY,
    sent,
    socket: {
      frames,
      send: (text) =>
        defer(() => {
          sent.push(text);
          return send;
        }),
    },
  };
};

/**
 * A text message that holds a JSON value, e.g. `message(textDelta('Hi'))`.
 *
 * @example
 * const frames = cold('--a--b', { a: message(textDelta('Hi')), b: message(completed()) });
 */
export const message = (json: unknown): SocketFrame => ({ type: 'text', text: JSON.stringify(json) });
