import { asyncScheduler, defer, EMPTY, map, take, throwError, type Observable } from 'rxjs';
import { definedMembers } from '../protocol/codec/definedMembers.js';
import { alwaysOpen } from '../backpressure/Demand.js';
import { holdWhileClosed } from '../backpressure/holdWhileClosed.js';
import { buildError } from '../protocol/errors/ApiError.js';
import { isHandshake, type MarbleFile } from '../protocol/recording/marbleFile/MarbleFile.js';
import type { HttpRequest } from '../provider/HttpRequest.js';
import { playExchange } from '../transport/playExchange.js';
import { readOnce } from '../transport/readOnce.js';
import { heldSocket } from '../transport/websocket/heldSocket.js';
import type { OpenSocket, SocketFrame, UpgradeResponse, WebSocketTransport } from '../transport/WebSocketTransport.js';

/** A WebSocket transport that uses no network. It answers handshakes with the given observables and records them. */
export interface VirtualWebSocket extends WebSocketTransport {
  /** Every handshake sent so far, credentials included. */
  readonly requests: readonly HttpRequest[];
}

/** The response to a successful handshake, with the messages that the client has sent. */
export interface VirtualSocket extends UpgradeResponse {
  readonly socket: OpenSocket;
  /** Every text message sent so far. */
  readonly sent: readonly string[];
}

// asyncScheduler is the one whose time a TestScheduler replaces.
const attemptsOf = (given: Observable<UpgradeResponse> | MarbleFile): readonly Observable<UpgradeResponse>[] =>
  'exchanges' in given
    ? given.exchanges.filter(isHandshake).map((exchange) => playExchange(exchange, 1, asyncScheduler))
    : [given];

/**
 * Creates a WebSocket transport that answers the nth handshake with the nth observable, which emits a `socket(…)`, or a
 * `response(…)` to refuse it. A `.marble` file stands for one observable for each of its handshakes, which emits what was
 * recorded. With cold observables of a `TestScheduler`, the whole client runs in virtual time. Assert
 * on the subscriptions of the frames to check when a socket was closed.
 *
 * Errors: an `ApiError` of type `build`, with the number of observables, if there are more handshakes than observables.
 * Clients do not retry it.
 *
 * @example
 * const answer = socket(cold('--a--b', { a: message(textDelta('Hi')), b: message(completed('resp_1')) }));
 * const transport = virtualWebSocket(cold('--r|', { r: response(EMPTY, { status: 503 }) }), cold('---s|', { s: answer }));
 * const connection = new ResponsesWebSocketClient({ provider, transport, random: () => 0.5 }).connect();
 * connection.streamPrompt('gpt-5.1', 'Hi').subscribe(render);
 * // afterwards
 * expect(answer.sent).to.have.length(1);
 */
export const virtualWebSocket = (...given: readonly (Observable<UpgradeResponse> | MarbleFile)[]): VirtualWebSocket => {
  const attempts = given.flatMap(attemptsOf);
  const requests: HttpRequest[] = [];
  return {
    requests,
    connect: (request, demand = alwaysOpen) =>
      defer(() => {
        const attempt = attempts[requests.push(request) - 1];
        if (attempt === undefined)
          return throwError(() =>
            buildError(
              `unexpected handshake ${requests.length}: virtualWebSocket was given ${attempts.length} observable(s); pass one for each handshake`,
            ),
          );
        return attempt.pipe(
          take(1),
          map(({ status, headers, bytes, socket }) => ({
            status,
            headers,
            bytes: bytes.pipe(readOnce(), holdWhileClosed(demand)),
            ...definedMembers({ socket: socket && heldSocket(socket, demand) }),
          })),
        );
      }),
  };
};

/**
 * Creates the response to a successful handshake: status 101 and a socket that emits `frames`. It records the messages
 * that are sent. `send` is the result of sending a message. Default: it completes immediately. `ping` is the result of a
 * ping: it completes when the server answers. Default: the socket cannot send pings.
 *
 * @example
 * const failing = socket(NEVER, { headers: { 'openai-model': 'gpt-5.1' }, send: throwError(reset) });
 */
export const socket = (
  frames: Observable<SocketFrame>,
  {
    headers = {},
    send = EMPTY,
    ping,
  }: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly send?: Observable<never>;
    readonly ping?: Observable<never>;
  } = {},
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
      ...(ping && { ping: () => ping }),
    },
  };
};

/**
 * Creates a text message with a JSON value, e.g. `message(textDelta('Hi'))`.
 *
 * @example
 * const frames = cold('--a--b', { a: message(textDelta('Hi')), b: message(completed()) });
 */
export const message = (json: unknown): SocketFrame => ({ type: 'text', text: JSON.stringify(json) });
