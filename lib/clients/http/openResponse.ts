import type { Observable } from 'rxjs';
import type { Demand } from '../../backpressure/Demand.js';
import { fromEither } from '../../operators/decode/fromEither.js';
import { expectSuccess, type ExpectSuccessOptions } from '../../operators/http/expectSuccess.js';
import { sendRequest, type Sender, type WithUrl } from '../../operators/http/sendRequest.js';
import { tapRequestTelemetry } from '../../operators/telemetry/tapRequestTelemetry.js';
import type { RequestSpec } from '../../provider/HttpRequest.js';
import type { StreamResponse } from '../../transport/HttpTransport.js';
import type { CallObserver } from './callObserver.js';
import { prepareRequest, type EndpointSession } from './EndpointSession.js';

/** Options for `openResponse`. */
export interface OpenResponseOptions extends Pick<ExpectSuccessOptions, 'isSuccess'> {
  /**
   * The longest wait for the status and headers, and for the body of an error response, in milliseconds. Default: the
   * provider's `connectTimeout`.
   */
  readonly timeout?: number;
}

/**
 * Sends an HTTP request and emits the status and headers of a successful response. Each subscription is one attempt and
 * obtains its credentials again. The body of an unsuccessful response is read and converted to an `ApiError`.
 *
 * @param demand reports whether the body may be read (backpressure).
 * @returns a function that builds the request when called, and returns an observable of its response.
 */
export const openResponse =
  <H extends StreamResponse>(
    session: Pick<EndpointSession, 'provider' | 'auth' | 'scheduler'> & { readonly transport: Sender<H> },
    { telemetry, onSend, redact, redactText }: CallObserver,
    demand: Demand,
    { timeout = session.provider.connectTimeout, ...expected }: OpenResponseOptions = {},
  ) =>
  (spec: () => RequestSpec): Observable<WithUrl<H>> => {
    const { transport, auth, scheduler } = session;
    return fromEither(prepareRequest(session, spec)).pipe(
      sendRequest(transport, { auth, demand, connectTimeout: timeout, onSend, scheduler }),
      expectSuccess({ ...expected, bodyTimeout: timeout, scheduler }),
      tapRequestTelemetry(telemetry, { redact, redactText, scheduler }),
    );
  };
