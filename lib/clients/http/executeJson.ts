import type * as t from 'io-ts';
import { map, mergeMap, throwError, timeout, type Observable } from 'rxjs';
import { alwaysOpen } from '../../backpressure/Demand.js';
import { collectJson } from '../../operators/http/collectJson.js';
import { decodeWith } from '../../operators/decode/decodeWith.js';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { failAsStream } from '../../operators/http/failAsStream.js';
import { failOnErrorBody } from '../../operators/http/failOnErrorBody.js';
import { failWithApiError } from '../../operators/flow/failWithApiError.js';
import { idleTimeout } from '../../operators/framing/idleTimeout.js';
import { requestIdOf } from '../../provider/headerEvents.js';
import type { RequestSpec } from '../../provider/HttpRequest.js';
import type { EndpointSession } from './EndpointSession.js';
import { observeCall, type CallSubject } from './observeCall.js';
import { openResponse } from './openResponse.js';
import { withRetries } from './withRetries.js';

/** A decoded response body and the headers of the response. */
export interface JsonResponse<A> {
  readonly value: A;
  readonly headers: Headers;
}

/** A unary call: its request and the codec of its response. */
export interface JsonCall<A> {
  readonly subject: CallSubject;
  readonly spec: () => RequestSpec;
  /** Decodes the body. Its name identifies the body in errors, e.g. `models response`. */
  readonly codec: t.Type<A, unknown>;
}

const endless = (limit: number): ApiError =>
  apiError({ type: 'stream', reason: 'idle', detail: `the body did not end within ${limit} ms` });

/**
 * Sends a request and emits its response, decoded from one JSON body. The stages: HTTP request with retry → byte stream
 * → idle timeout → JSON → decode.
 */
export const executeJson = <A>(session: EndpointSession, call: JsonCall<A>): Observable<JsonResponse<A>> =>
  observeCall(session, { subject: call.subject }, (observer) => {
    const { provider, scheduler } = session;
    return openResponse(
      session,
      observer,
      alwaysOpen,
    )(call.spec).pipe(
      withRetries(session, observer),
      mergeMap(({ status, headers, bytes }) =>
        bytes.pipe(
          failAsStream(),
          idleTimeout(provider.streamIdleTimeout, { detail: 'idle timeout waiting for the body', scheduler }),
          collectJson({ limit: provider.maxBufferSize, limitName: 'maxBufferSize', what: call.codec.name }),
          timeout({
            first: provider.streamIdleTimeout, // a body that trickles is never silent
            scheduler,
            with: () => throwError(() => endless(provider.streamIdleTimeout)),
          }),
          failOnErrorBody(status),
          decodeWith(call.codec),
          map((value) => ({ value, headers })),
          failWithApiError({ requestId: requestIdOf(headers) }),
        ),
      ),
      failWithApiError({ redact: observer.redact }),
    );
  });
