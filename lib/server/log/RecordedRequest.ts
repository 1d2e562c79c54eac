/**
 * One request as the server saw it: an HTTP request, a message on a WebSocket (whose method, path, query and headers are
 * those of the handshake), or a handshake that was refused. Its last five facts change while the answer is given.
 */
export interface RecordedRequest {
  /** The place of the request in `requests`, from 0. */
  readonly index: number;
  readonly transport: 'http' | 'websocket';
  /** Which of the server's `sockets` brought it; undefined over HTTP, and for a handshake that was refused. */
  readonly socket: number | undefined;
  readonly method: string;
  /** Without the query, e.g. `/v1/responses`. */
  readonly path: string;
  /** The last value wins where a name is given twice. */
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case; credentials are kept as they came. */
  readonly headers: Readonly<Record<string, string>>;
  /** When the head of the request, or the whole message, was read, in milliseconds of `performance.now()`. */
  readonly receivedAt: number;
  /** The parsed JSON; undefined until the body was read (and decompressed), and where it is no JSON. */
  readonly body: unknown;
  /** How many bytes the body, or the message, had when it came, compressed or not; undefined until it was read. */
  readonly size: number | undefined;
  /** When the client hung up on an unfinished answer, in milliseconds of `performance.now()`. */
  readonly clientClosedAt: number | undefined;
  /** True once the server has ended its answer, whatever that was; false for what a fault or `close()` cut off. */
  readonly completed: boolean;
}
