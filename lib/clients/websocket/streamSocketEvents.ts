import { identity, mergeMap, of, retry, throwError, using, type Observable } from 'rxjs';
import { responsesDecoder } from '../../decode/responses/responsesDecoder.js';
import type { Demand } from '../../backpressure/Demand.js';
import type { Mutex } from '../../operators/flow/Mutex.js';
import { decodeEvents } from '../../operators/decode/decodeEvents.js';
import { failOnErrorFrame } from '../../operators/decode/failOnErrorFrame.js';
import { failWhen } from '../../operators/flow/failWhen.js';
import { failWithApiError } from '../../operators/flow/failWithApiError.js';
import { exclusive } from '../../operators/flow/exclusive.js';
import { parseJson } from '../../operators/decode/parseJson.js';
import { recoverBeforeOutput } from '../../operators/flow/recoverBeforeOutput.js';
import { refreshOnUnauthorized } from '../../operators/http/refreshOnUnauthorized.js';
import { retryWithBackoff } from '../../operators/http/retryWithBackoff.js';
import { tapSseTelemetry } from '../../operators/telemetry/tapSseTelemetry.js';
import { startWithMetadata } from '../../operators/decode/startWithMetadata.js';
import { incrementalRequest } from '../../payload/responses/incrementalRequest.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { headerEvents, requestIdOf } from '../../provider/headerEvents.js';
import type { Redactor } from '../../telemetry/Redactor.js';
import type { SseTelemetry, WebSocketTelemetry } from '../../telemetry/Telemetry.js';
import { exchangeMessages } from './exchangeMessages.js';
import { isStale } from './isStale.js';
import { rememberResponse } from './rememberResponse.js';
import { observeCall } from '../http/observeCall.js';
import { openSocket, type SocketCall } from './openSocket.js';
import type { ConnectionManager } from './ConnectionManager.js';
import type { SocketSession } from './SocketSession.js';

/** Adapts the hook for waits on a WebSocket to the one for waits on an event stream. */
const pollsOf = (telemetry: WebSocketTelemetry): SseTelemetry =>
  telemetry.onWsPoll === undefined ? {} : { onSsePoll: (poll) => telemetry.onWsPoll?.(poll) };

// docs/wire.md, section 9.1: rate limits arrive in frames of their own
/** The events of the headers of a handshake's response. */
const handshakeEvents = (headers: Headers): readonly ResponseEvent[] =>
  headerEvents(headers).filter(({ type }) => type !== 'rate_limits');

/** The state that the exchanges of one connection share. */
export interface SharedSocket {
  readonly keeper: ConnectionManager;
  /** Admits one answer at a time: messages do not name the request that they belong to. */
  readonly mutex: Mutex;
  /** Masks the credentials of the handshake: a server may repeat them in any later answer. */
  readonly secrets: Redactor;
}

// docs/wire.md, section 9
/**
 * Lock → open socket → request with its new items → messages → idle timeout → JSON decode → event mapping.
 *
 * A failure before the first event is retried within the provider's retry policy: on a new socket, with the whole
 * request.
 */
export const streamSocketEvents = (
  session: SocketSession,
  { keeper, mutex, secrets }: SharedSocket,
  call: SocketCall,
  demand: Demand,
): Observable<ResponseEvent> =>
  observeCall(session, { subject: call.subject, secrets, eventOf: identity }, (observer) => {
    const { provider, auth, retryBudget: budget, scheduler, random } = session;
    const { telemetry, onRetry, onSkipped, redact, redactText } = observer;
    const { request } = call;
    const due = provider.streamIdleTimeout;
    const opening = openSocket(session, call, keeper.demand, observer);

    const exchange = () =>
      keeper.open(opening).pipe(
        mergeMap((socket) =>
          exchangeMessages(socket, () => call.write(incrementalRequest(request, keeper.finished)), {
            due,
            demand,
            telemetry,
            redact,
            scheduler,
          }).pipe(
            tapSseTelemetry(pollsOf(telemetry), { redact, redactText, scheduler }),
            parseJson({ onSkipped }),
            failOnErrorFrame({ url: socket.url, scheduler }),
            decodeEvents(responsesDecoder, { onSkipped }),
            rememberResponse(keeper, request),
            startWithMetadata(handshakeEvents(socket.headers)),
            failWithApiError({ requestId: requestIdOf(socket.headers) }),
          ),
        ),
      );

    return using(() => keeper.follow(demand), exchange).pipe(
      recoverBeforeOutput((attempts) =>
        attempts.pipe(
          retry({ count: 1, delay: (error) => (isStale(error) ? of(true) : throwError((): unknown => error)) }),
          retryWithBackoff(provider.retry, { onRetry, budget, scheduler, random }),
          refreshOnUnauthorized(auth, { refreshTimeout: provider.connectTimeout, scheduler }),
        ),
      ),
      failWithApiError({ redact }),
      exclusive(mutex, { scheduler }),
      failWhen(keeper.closing),
    );
  });
