import type { Observable } from 'rxjs';
import type { Demand } from '../backpressure/Demand.js';
import type { HttpRequest } from '../provider/HttpRequest.js';

/** The head of a response, as a value, and its body, not yet read. */
export interface StreamResponse {
  readonly status: number;
  readonly headers: Headers;
  /**
   * The body. Subscribe it, once: its subscriber owns the connection, and unsubscribing closes it. A head whose `bytes`
   * nobody subscribes keeps its connection.
   */
  readonly bytes: Observable<Uint8Array>;
}

/** A way to send requests. */
export interface HttpTransport {
  /**
   * Cold: nothing is sent before subscribe. Emits one head, of whatever status, then completes; unsubscribing before
   * the head cancels the request. Redirects are not followed.
   *
   * Errors are `ApiError`s of type `transport`: `build` (nothing was sent), `network` or `timeout`. `bytes` may fail
   * with them too.
   *
   * @param demand the body is read only while it is open. Default: always.
   */
  stream(request: HttpRequest, demand?: Demand): Observable<StreamResponse>;
}
