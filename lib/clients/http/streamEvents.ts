import { identity, map, pipe, type Observable } from 'rxjs';
import type { DecoderFactory } from '../../decode/ResponseDecoder.js';
import type { Demand } from '../../backpressure/Demand.js';
import { decodeEvents } from '../../operators/decode/decodeEvents.js';
import { limitItems } from '../../operators/decode/limitItems.js';
import { stampOrigin } from '../../operators/decode/stampOrigin.js';
import { startWithEvents } from '../../operators/decode/startWithEvents.js';
import { continueWith } from '../../operators/flow/continueWith.js';
import { failWithApiError } from '../../operators/flow/failWithApiError.js';
import { resumable } from '../../operators/http/resumable.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { headerEvents, requestIdOf } from '../../provider/headerEvents.js';
import { originOf } from '../../provider/originOf.js';
import type { RequestSpec } from '../../provider/HttpRequest.js';
import type { CallObserver } from './callObserver.js';
import type { StreamResponse } from '../../transport/HttpTransport.js';
import type { EndpointSession } from './EndpointSession.js';
import { observeCall, type CallSubject } from './observeCall.js';
import { openResponse } from './openResponse.js';
import { readFrames } from './readFrames.js';
import { reportDemand } from './reportDemand.js';
import { reportDrain } from './reportDrain.js';
import { resumeOptions, type Continuation } from './resumeOptions.js';
import { withRetries } from './withRetries.js';

/** The request of a stream and the decoder of its response. Both are created for each subscription. */
export interface StreamCall {
  readonly subject: CallSubject;
  readonly spec: () => RequestSpec;
  readonly decoder: DecoderFactory;
  /** Default: `known`. */
  readonly frames?: 'known' | 'all' | undefined;
  /** A callback, called with the headers of the response, before any event. */
  readonly onHead?: (headers: Headers) => void;
  /** The settings for continuing after a lost connection. Default: a lost connection ends the stream with an error. */
  readonly continuation?: Continuation | undefined;
  /** The observer of the call that this request is a part of. Default: the request is a call. */
  readonly observer?: CallObserver | undefined;
}

/**
 * Sends a request and emits the events of its response. The stages: HTTP request with retry → byte stream → SSE framing
 * → idle timeout → JSON decode → event mapping.
 *
 * Retry applies to the observable of response heads (status and headers), so nothing is requested again once the body
 * arrives. Only a background response is continued over another connection, after the last frame. One decoder reads the
 * frames of all its connections. When the answer is over, its connection is drained for the next request.
 */
export const streamEvents = (session: EndpointSession, call: StreamCall, demand: Demand): Observable<ResponseEvent> =>
  observeCall(session, { subject: call.subject, eventOf: identity, observer: call.observer }, (observer) => {
    const { decoder, frames, onHead, continuation } = call;
    const attempt = openResponse(session, observer, demand);
    let connection: StreamResponse | undefined; // the latest: a resumed answer has several
    const open = (spec: () => RequestSpec) =>
      attempt(spec).pipe(
        withRetries(session, observer),
        map((head) => {
          connection = head;
          onHead?.(head.headers);
          return head;
        }),
      );
    const framesOf = readFrames(session, observer, demand);
    const failAsOf = <T>({ headers }: StreamResponse) =>
      failWithApiError<T>({ requestId: requestIdOf(headers), redact: observer.redact });
    // An open answer that cannot be resumed keeps nothing of its request in memory.
    const drainOf = (head: StreamResponse) =>
      reportDrain(
        observer.telemetry,
        continuation ? (onEnd) => connection?.drain?.(onEnd) : head.drain,
        session.scheduler,
      );
    const reopen = (spec: () => RequestSpec) => open(spec).pipe(map((head) => framesOf(head).pipe(failAsOf(head))));

    return open(call.spec).pipe(
      failWithApiError({ redact: observer.redact }),
      continueWith((head) =>
        framesOf(head).pipe(
          continuation
            ? pipe(failAsOf<unknown>(head), resumable(resumeOptions(session, observer, continuation, reopen)))
            : identity,
          decodeEvents(decoder, { onSkipped: observer.onSkipped, frames, onOver: drainOf(head) }),
          limitItems(session.provider.maxItems),
          stampOrigin(originOf(session.provider), observer.onEmit),
          startWithEvents(headerEvents(head.headers)),
          failAsOf(head),
        ),
      ),
      reportDemand(observer.telemetry, demand),
    );
  });
