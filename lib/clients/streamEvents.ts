import { defer, mergeMap, tap, type Observable } from 'rxjs';
import type { ResponseDecoder } from '../decode/ResponseDecoder.js';
import type { Demand } from '../demand/Demand.js';
import { chunkClock } from '../operators/chunkClock.js';
import { decodeEvents } from '../operators/decodeEvents.js';
import { expectEventStream } from '../operators/expectEventStream.js';
import { expectSuccess } from '../operators/expectSuccess.js';
import { failWithApiError } from '../operators/failWithApiError.js';
import { fromEither } from '../operators/fromEither.js';
import { idleTimeout } from '../operators/idleTimeout.js';
import { parseJson } from '../operators/parseJson.js';
import { refreshOnUnauthorized } from '../operators/refreshOnUnauthorized.js';
import { retryWithBackoff } from '../operators/retryWithBackoff.js';
import { sendRequest } from '../operators/sendRequest.js';
import { sseFrames } from '../operators/sseFrames.js';
import { startWithEvents } from '../operators/startWithEvents.js';
import { tapRequestTelemetry } from '../operators/tapRequestTelemetry.js';
import { tapSseTelemetry } from '../operators/tapSseTelemetry.js';
import { untilDone } from '../operators/untilDone.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import { headerEvents, requestIdOf } from '../provider/headerEvents.js';
import type { RequestSpec } from '../provider/HttpRequest.js';
import { observeCall } from './callObserver.js';
import { prepareRequest, type EndpointSession } from './EndpointSession.js';

/** What to ask, and how to read the answer; both are made anew for every subscription. */
export interface StreamCall {
  readonly spec: () => RequestSpec;
  readonly decoder: () => ResponseDecoder;
  /** Called with the headers of the answer, before any event. */
  readonly onHead?: (headers: Headers) => void;
}

/**
 * HTTP request with retry → byte stream → SSE framing → idle timeout → JSON decode → event mapping.
 *
 * Retry wraps the observable of heads, so nothing is asked for again once bytes flow.
 */
export const streamEvents = (session: EndpointSession, call: StreamCall, demand: Demand): Observable<ResponseEvent> =>
  defer(() => {
    const { provider, transport, auth, telemetry, retryBudget: budget, scheduler, random } = session;
    const clock = chunkClock(scheduler);
    const { onSend, onRetry, onSkipped, redact, redactText } = observeCall(telemetry);

    return fromEither(prepareRequest(session, call.spec)).pipe(
      sendRequest(transport, { auth, demand, connectTimeout: provider.connectTimeout, onSend, scheduler }),
      expectSuccess({ bodyTimeout: provider.connectTimeout, scheduler }),
      tapRequestTelemetry(telemetry, { redact, scheduler }),
      retryWithBackoff(provider.retry, { onRetry, budget, scheduler, random }),
      refreshOnUnauthorized(auth, { refreshTimeout: provider.connectTimeout, scheduler }),
      tap(({ headers }) => call.onHead?.(headers)),
      mergeMap(({ status, headers, bytes }) =>
        clock
          .pace(bytes)
          .pipe(
            expectEventStream(status),
            sseFrames({ maxBufferSize: provider.maxBufferSize, comments: provider.countComments, onSkipped }),
            idleTimeout(provider.streamIdleTimeout, { demand, scheduler: clock }),
            tapSseTelemetry(telemetry, { redact, redactText, scheduler }),
            untilDone({ inclusive: true }),
            parseJson({ onSkipped }),
            decodeEvents(call.decoder, { onSkipped }),
            startWithEvents(headerEvents(headers)),
            failWithApiError({ requestId: requestIdOf(headers) }),
          ),
      ),
      failWithApiError({ redact }),
    );
  });
