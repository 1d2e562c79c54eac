import { identity, map, mergeMap, tap, type Observable } from 'rxjs';
import type { DecoderFactory } from '../../decode/ResponseDecoder.js';
import type { Demand } from '../../backpressure/Demand.js';
import { chunkClock } from '../../operators/framing/chunkClock.js';
import { decodeEvents } from '../../operators/decode/decodeEvents.js';
import { expectEventStream } from '../../operators/http/expectEventStream.js';
import { expectSuccess } from '../../operators/http/expectSuccess.js';
import { failAsStream } from '../../operators/http/failAsStream.js';
import { failWithApiError } from '../../operators/flow/failWithApiError.js';
import { fromEither } from '../../operators/decode/fromEither.js';
import { idleTimeout } from '../../operators/framing/idleTimeout.js';
import { parseJson } from '../../operators/decode/parseJson.js';
import { refreshOnUnauthorized } from '../../operators/http/refreshOnUnauthorized.js';
import { resumable, type ResumableOptions } from '../../operators/http/resumable.js';
import { retryWithBackoff } from '../../operators/http/retryWithBackoff.js';
import { sendRequest, type ResponseHead } from '../../operators/http/sendRequest.js';
import { sseFrames } from '../../operators/framing/sseFrames.js';
import { startWithEvents } from '../../operators/decode/startWithEvents.js';
import { tapRequestTelemetry } from '../../operators/telemetry/tapRequestTelemetry.js';
import { tapSseTelemetry } from '../../operators/telemetry/tapSseTelemetry.js';
import { untilDone } from '../../operators/framing/untilDone.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { StreamCursor } from '../../protocol/StreamCursor.js';
import { headerEvents, requestIdOf } from '../../provider/headerEvents.js';
import type { RequestSpec } from '../../provider/HttpRequest.js';
import { prepareRequest, type EndpointSession } from './EndpointSession.js';
import { observeCall, type CallSubject } from './observeCall.js';

/** How to continue an answer whose connection was lost. */
export interface Continuation extends Pick<ResumableOptions, 'start' | 'onCursor'> {
  readonly spec: (cursor: StreamCursor) => RequestSpec;
}

/** What to ask, and how to read the answer; both are made anew for every subscription. */
export interface StreamCall {
  readonly subject: CallSubject;
  readonly spec: () => RequestSpec;
  readonly decoder: DecoderFactory;
  /** Called with the headers of the answer, before any event. */
  readonly onHead?: (headers: Headers) => void;
  /** Default: a lost connection is the end. */
  readonly continuation?: Continuation | undefined;
}

/**
 * HTTP request with retry → byte stream → SSE framing → idle timeout → JSON decode → event mapping.
 *
 * Retry wraps the observable of heads, so nothing is asked for again once bytes flow. A background response alone is
 * continued over another connection, from the last frame on: all its connections are one stream to the one decoder.
 */
export const streamEvents = (session: EndpointSession, call: StreamCall, demand: Demand): Observable<ResponseEvent> =>
  observeCall(session, { subject: call.subject, eventOf: identity }, (observer) => {
    const { provider, transport, auth, retryBudget: budget, scheduler, random } = session;
    const { telemetry, onSend, onRetry, onSkipped, redact, redactText } = observer;
    const { continuation } = call;
    const clock = chunkClock(scheduler);

    const open = (spec: () => RequestSpec): Observable<ResponseHead> =>
      fromEither(prepareRequest(session, spec)).pipe(
        sendRequest(transport, { auth, demand, connectTimeout: provider.connectTimeout, onSend, scheduler }),
        expectSuccess({ bodyTimeout: provider.connectTimeout, scheduler }),
        tapRequestTelemetry(telemetry, { redact, scheduler }),
        retryWithBackoff(provider.retry, { onRetry, budget, scheduler, random }),
        refreshOnUnauthorized(auth, { refreshTimeout: provider.connectTimeout, scheduler }),
        tap(({ headers }) => call.onHead?.(headers)),
      );

    const framesOf = ({ status, bytes }: ResponseHead): Observable<unknown> =>
      clock
        .pace(bytes)
        .pipe(
          failAsStream(),
          expectEventStream(status),
          sseFrames({ maxBufferSize: provider.maxBufferSize, comments: provider.countComments, onSkipped }),
          idleTimeout(provider.streamIdleTimeout, { demand, scheduler: clock }),
          tapSseTelemetry(telemetry, { redact, redactText, scheduler }),
          untilDone({ inclusive: true }),
          parseJson({ onSkipped }),
        );

    const { maxAttempts: maxResumes, baseDelay, maxDelay } = provider.retry;
    const goOn =
      continuation === undefined
        ? identity<Observable<unknown>>
        : resumable({
            resume: (cursor) =>
              open(() => continuation.spec(cursor)).pipe(
                map((head) => framesOf(head).pipe(failWithApiError({ requestId: requestIdOf(head.headers) }))),
              ),
            start: continuation.start,
            maxResumes,
            baseDelay,
            maxDelay,
            onRetry,
            onCursor: continuation.onCursor,
            scheduler,
            random,
          });

    return open(call.spec).pipe(
      failWithApiError({ redact }),
      mergeMap((head) =>
        framesOf(head).pipe(
          goOn,
          decodeEvents(call.decoder, { onSkipped }),
          startWithEvents(headerEvents(head.headers)),
          failWithApiError({ requestId: requestIdOf(head.headers), redact }),
        ),
      ),
    );
  });
