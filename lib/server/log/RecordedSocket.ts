/** How a WebSocket ended. */
export interface SocketEnd {
  /** When the connection was closed, by whomever, in milliseconds of `performance.now()`. */
  readonly closedAt: number;
  /** The code of the client's close frame: 1005 where it names none, 1006 where there was no such frame. */
  readonly code: number;
}

/** One WebSocket that was opened. */
export interface RecordedSocket {
  /** The place of the WebSocket in `sockets`, from 0. */
  readonly index: number;
  /** The headers of the handshake: names in lower case; credentials are kept as they came. */
  readonly headers: Readonly<Record<string, string>>;
  /** Resolves when the connection is closed, at the latest by `close()` of the server. Never rejects. */
  readonly closed: Promise<SocketEnd>;
}
