/**
 * A request as the server received it: an HTTP request, a message on a WebSocket, or a refused handshake. A message has
 * the method, path, query and headers of its handshake. `body`, `size`, `clientClosedAt` and `completed` change while
 * the request is read and answered.
 */
export interface RecordedRequest {
  /** The index of the request in `requests`, from 0. */
  readonly index: number;
  readonly transport: 'http' | 'websocket';
  /**
   * The index in `sockets` of the WebSocket that carried the request; undefined over HTTP and for a refused handshake.
   */
  readonly socket: number | undefined;
  readonly method: string;
  /** The path without the query, e.g. `/v1/responses`. */
  readonly path: string;
  /** The parameters of the query. If a name occurs twice, the last value counts. */
  readonly query: Readonly<Record<string, string>>;
  /** The headers, with names in lower case. Credentials are not masked. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The time at which the request headers, or the complete message, had been read, in milliseconds of
   * `performance.now()`.
   */
  readonly receivedAt: number;
  /**
   * The parsed JSON. It is undefined if the body is not JSON, until the body has been read and decompressed, and
   * when the bodies of later requests exceed 64 MiB.
   */
  readonly body: unknown;
  /** The size of the body or message in bytes as received, before decompression. Undefined until it has been read. */
  readonly size: number | undefined;
  /** The time at which the client closed the connection of an unfinished answer, in ms of `performance.now()`. */
  readonly clientClosedAt: number | undefined;
  /**
   * Set to true once the server has ended its answer, whatever its status. It stays false if a fault or `close()`
   * interrupts the answer.
   */
  readonly completed: boolean;
  /** Is true if the client ended the answer with a `response.interrupt` message on its WebSocket. */
  readonly interrupted?: boolean;
}
