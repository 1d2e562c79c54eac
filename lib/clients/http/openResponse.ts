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
  /** The longest wait for the head, and for the body of an error, in milliseconds. Default: the provider's. */
  readonly timeout?: number;
}

/**
 * HTTP request → head of a success. Every subscription is one attempt, with credentials of its own. An answer that is
 * no success is read, and fails as the error that it means.
 *
 * @param demand whether the body may be read.
 * @returns opens the response to a request, which is built when this is called.
 */
export const openResponse =
  <H extends StreamResponse>(
    session: Pick<EndpointSession, 'provider' | 'auth' | 'scheduler'> & { readonly transport: Sender<H> },
    { telemetry, onSend, redact }: CallObserver,
    demand: Demand,
    { timeout = session.provider.connectTimeout, ...expected }: OpenResponseOptions = {},
  ) =>
  (spec: () => RequestSpec): Observable<WithUrl<H>> => {
    const { transport, auth, scheduler } = session;
    return fromEither(prepareRequest(session, spec)).pipe(
      sendRequest(transport, { auth, demand, connectTimeout: timeout, onSend, scheduler }),
      expectSuccess({ ...expected, bodyTimeout: timeout, scheduler }),
      tapRequestTelemetry(telemetry, { redact, scheduler }),
    );
  };
