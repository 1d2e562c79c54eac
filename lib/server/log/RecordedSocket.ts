/** The end of a WebSocket. */
export interface SocketEnd {
  /** The time at which either side closed the connection, in milliseconds of `performance.now()`. */
  readonly closedAt: number;
  /** The code of the client's close frame: 1005 if the frame has no code, 1006 if there was no frame. */
  readonly code: number;
}

/** A WebSocket that was opened. */
export interface RecordedSocket {
  /** The index of the WebSocket in `sockets`, from 0. */
  readonly index: number;
  /** The headers of the handshake, with names in lower case. Credentials are not masked. */
  readonly headers: Readonly<Record<string, string>>;
  /** Resolves when the connection is closed, at the latest by the server's `close()`. Never rejects. */
  readonly closed: Promise<SocketEnd>;
}
