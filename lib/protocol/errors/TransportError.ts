/** A response with a status other than 2xx. Plain data. */
export interface HttpError {
  readonly type: 'http';
  readonly status: number;
  /** The headers, with lower-case names and without cookies. */
  readonly headers: Readonly<Record<string, string>>;
  /** The first 64 KiB of the body, as text. */
  readonly body: string;
  readonly url: string;
}

/** A failure below the API: there was no response, or it was unsuccessful. Plain data. */
export type TransportError =
  | HttpError
  /** A timeout was exceeded. */
  | { readonly type: 'timeout'; readonly detail?: string }
  /**
   * The connection could not be made, or was lost before the response. `code` is the error code of the system, e.g.
   * `ECONNREFUSED`.
   */
  | { readonly type: 'network'; readonly detail: string; readonly code?: string }
  /** The request could not be built; nothing was sent. */
  | { readonly type: 'build'; readonly detail: string };

/** Returns the text of a transport error: `http 500`, `timeout`, `network error: …`, `request build error: …`. */
export const transportErrorText = (error: TransportError): string => {
  switch (error.type) {
    case 'http':
      return `http ${error.status}`;
    case 'timeout':
      return error.detail === undefined ? 'timeout' : `timeout: ${error.detail}`;
    case 'network':
      return `network error: ${error.detail}`;
    case 'build':
      return `request build error: ${error.detail}`;
  }
};

/** The `code` of a network error that the caller caused by aborting an `AbortSignal`. */
export const ABORTED = 'ABORT_ERR';

/** The `code` of an https request to a port that does not use TLS. */
export const NOT_TLS = 'ERR_SSL_WRONG_VERSION_NUMBER';

/** The `code` of a request that a browser's `fetch` refused without a reason: no connection, or CORS. */
export const FETCH_REFUSED = 'FETCH_REFUSED';

/** The `code` of a request to another origin that the `fetch` of a page refused without a reason: probably CORS. */
export const CORS_REFUSED = 'CORS_REFUSED';

/** The `code` of a WebSocket that was closed while it was idle, or that is not open any more. */
export const SOCKET_CLOSED = 'WS_CLOSED';

/** The `code` of a frame that violates the WebSocket protocol, or that the server must not send. */
export const SOCKET_VIOLATED = 'WS_PROTOCOL_ERROR';

/** The `code` of a handshake that a platform's WebSocket reports as failed, without a reason. */
export const SOCKET_REFUSED = 'WS_REFUSED';

/** The `code` of a request that is larger than the messages that the server of a WebSocket accepts. */
export const MESSAGE_TOO_LARGE = 'WS_MESSAGE_TOO_LARGE';

/** The `code` of a connection that a proxy refused: wrong credentials, or a host that it does not allow. */
export const PROXY_REFUSED = 'PROXY_REFUSED';

/** The `code` of a connection that a proxy could not make. */
export const PROXY_FAILED = 'PROXY_FAILED';

// A retry cannot fix a certificate: the cause is a wrong configuration or an attack, never a temporary failure.
const TLS_CODES =
  /^(ERR_TLS_|ERR_SSL_|CERT_|EPROTO$|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|UNABLE_TO_(VERIFY|GET|DECRYPT|DECODE)_|HOSTNAME_MISMATCH$|INVALID_CA$)/;

/** Returns true for a failed TLS handshake or certificate check. */
export const isTlsFailure = (error: TransportError): boolean =>
  error.type === 'network' && error.code !== undefined && TLS_CODES.test(error.code);

/** Returns true for a failure that a retry cannot fix: it comes from the configuration, or from the caller. */
export const isPermanentFailure = (error: TransportError): boolean =>
  isTlsFailure(error) || (error.type === 'network' && (error.code === ABORTED || error.code === PROXY_REFUSED));

/** Returns true for a connection that was lost after it had been established. */
export const isLostConnection = (error: TransportError): boolean =>
  error.type === 'network' && ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(error.code ?? '');
