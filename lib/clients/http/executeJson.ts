import type * as t from 'io-ts';
import { map, mergeMap, type Observable } from 'rxjs';
import { alwaysOpen } from '../../backpressure/Demand.js';
import { collectJson } from '../../operators/http/collectJson.js';
import { decodeWith } from '../../operators/decode/decodeWith.js';
import { expectSuccess } from '../../operators/http/expectSuccess.js';
import { failOnErrorBody } from '../../operators/http/failOnErrorBody.js';
import { failWithApiError } from '../../operators/flow/failWithApiError.js';
import { fromEither } from '../../operators/decode/fromEither.js';
import { failAsStream } from '../../operators/http/failAsStream.js';
import { idleTimeout } from '../../operators/framing/idleTimeout.js';
import { refreshOnUnauthorized } from '../../operators/http/refreshOnUnauthorized.js';
import { retryWithBackoff } from '../../operators/http/retryWithBackoff.js';
import { sendRequest } from '../../operators/http/sendRequest.js';
import { tapRequestTelemetry } from '../../operators/telemetry/tapRequestTelemetry.js';
import { requestIdOf } from '../../provider/headerEvents.js';
import type { RequestSpec } from '../../provider/HttpRequest.js';
import { prepareRequest, type EndpointSession } from './EndpointSession.js';
import { observeCall, type CallSubject } from './observeCall.js';

/** A decoded answer and the headers it came with. */
export interface JsonResponse<A> {
  readonly value: A;
  readonly headers: Headers;
}

/** A unary call: what to ask, and what the answer must be. */
export interface JsonCall<A> {
  readonly subject: CallSubject;
  readonly spec: () => RequestSpec;
  /** Its name says in errors what could not be read, e.g. `models response`. */
  readonly codec: t.Type<A, unknown>;
}

/** HTTP request with retry → byte stream → idle timeout → JSON → decode: `streamEvents` for answers of one piece. */
export const executeJson = <A>(session: EndpointSession, call: JsonCall<A>): Observable<JsonResponse<A>> =>
  observeCall(session, { subject: call.subject }, ({ telemetry, onSend, onRetry, redact }) => {
    const { provider, transport, auth, retryBudget: budget, scheduler, random } = session;
    return fromEither(prepareRequest(session, call.spec)).pipe(
      sendRequest(transport, { auth, demand: alwaysOpen, connectTimeout: provider.connectTimeout, onSend, scheduler }),
      expectSuccess({ bodyTimeout: provider.connectTimeout, scheduler }),
      tapRequestTelemetry(telemetry, { redact, scheduler }),
      retryWithBackoff(provider.retry, { onRetry, budget, scheduler, random }),
      refreshOnUnauthorized(auth, { refreshTimeout: provider.connectTimeout, scheduler }),
      mergeMap(({ status, headers, bytes }) =>
        bytes.pipe(
          failAsStream(),
          idleTimeout(provider.streamIdleTimeout, { detail: 'idle timeout waiting for the body', scheduler }),
          collectJson({ limit: provider.maxBufferSize, what: call.codec.name }),
          failOnErrorBody(status),
          decodeWith(call.codec),
          map((value) => ({ value, headers })),
          failWithApiError({ requestId: requestIdOf(headers) }),
        ),
      ),
      failWithApiError({ redact }),
    );
  });
