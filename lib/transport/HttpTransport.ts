import type { Observable } from 'rxjs';
import type { Demand } from '../backpressure/Demand.js';
import type { HttpRequest } from '../provider/HttpRequest.js';

/** The head (status and headers) of a response, and its unread body. */
export interface StreamResponse {
  readonly status: number;
  readonly headers: Headers;
  /**
   * The body. Subscribe to it exactly once: the subscriber owns the connection, and unsubscribing closes it. Without a
   * subscription to `bytes`, the connection stays open.
   */
  readonly bytes: Observable<Uint8Array>;
  /**
   * Declares that nothing more of the body is needed. When `bytes` is then unsubscribed, the transport reads the rest of
   * the body, within limits of its own, so that the connection can be used again. Clients call it when an answer is
   * complete. Absent: unsubscribing always closes the connection. If `onEnd` is given, it is called when the rest was
   * read or given up: with true if the whole body was read.
   */
  readonly drain?: ((onEnd?: (isWhole: boolean) => void) => void) | undefined;
}

/** A sender of HTTP requests. */
export interface HttpTransport {
  /**
   * Sends a request on subscription. Emits one head for any status, then completes. Unsubscribing before the head
   * cancels the request. Redirects are not followed.
   *
   * Errors are `ApiError`s of type `transport`: `build` (nothing was sent), `network` or `timeout`. `bytes` may also
   * fail with these errors.
   *
   * @param demand controls backpressure: the body is read only while it is open. Default: always open.
   */
  stream(request: HttpRequest, demand?: Demand): Observable<StreamResponse>;
}
