/** A response with a status other than 2xx. Plain data. */
export interface HttpError {
  readonly type: 'http';
  readonly status: number;
  /** Lower-case names. Cookies are left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** The first 64 KiB of the body, as text. */
  readonly body: string;
  readonly url: string;
}

/** What went wrong below the API: no response, or one that is not a success. Plain data. */
export type TransportError =
  | HttpError
  /** A wait reached its limit. */
  | { readonly type: 'timeout'; readonly detail?: string }
  /** The connection could not be made, or was lost before the response. `code` is the system's, e.g. `ECONNREFUSED`. */
  | { readonly type: 'network'; readonly detail: string; readonly code?: string }
  /** The request could not be built; nothing was sent. */
  | { readonly type: 'build'; readonly detail: string };

/** The text of a transport error: `http 500`, `timeout`, `network error: …`, `request build error: …`. */
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

/** The `code` of a network error that is the caller's own doing: an `AbortSignal` fired. */
export const ABORTED = 'ABORT_ERR';

/** The `code` of an https request to a port that does not use TLS. */
export const NOT_TLS = 'ERR_SSL_WRONG_VERSION_NUMBER';

/** The `code` of a request that a browser's `fetch` refused without a reason: no connection, or CORS. */
export const FETCH_REFUSED = 'FETCH_REFUSED';

// Asking again cannot mend a certificate: these are configuration or an attack, never a passing fault.
const TLS_CODES =
  /^(ERR_TLS_|ERR_SSL_|CERT_|EPROTO$|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|UNABLE_TO_(VERIFY|GET|DECRYPT|DECODE)_|HOSTNAME_MISMATCH$|INVALID_CA$)/;

/** True for a failed TLS handshake or certificate check. */
export const isTlsFailure = (error: TransportError): boolean =>
  error.type === 'network' && error.code !== undefined && TLS_CODES.test(error.code);

/** True for a connection that was made and then lost, as against one that could not be made. */
export const isLostConnection = (error: TransportError): boolean =>
  error.type === 'network' && ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(error.code ?? '');
