import { identity, mergeMap, of, retry, throwError, using, type Observable } from 'rxjs';
import { responsesDecoder } from '../decode/responsesDecoder.js';
import type { Demand } from '../demand/Demand.js';
import type { Turns } from '../demand/Turns.js';
import { decodeEvents } from '../operators/decodeEvents.js';
import { failOnErrorFrame } from '../operators/failOnErrorFrame.js';
import { failWhen } from '../operators/failWhen.js';
import { failWithApiError } from '../operators/failWithApiError.js';
import { inTurn } from '../operators/inTurn.js';
import { parseJson } from '../operators/parseJson.js';
import { recoverBeforeOutput } from '../operators/recoverBeforeOutput.js';
import { refreshOnUnauthorized } from '../operators/refreshOnUnauthorized.js';
import { retryWithBackoff } from '../operators/retryWithBackoff.js';
import { tapSseTelemetry } from '../operators/tapSseTelemetry.js';
import { withPreface } from '../operators/withPreface.js';
import { incrementalRequest } from '../payload/incrementalRequest.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import { headerEvents, requestIdOf } from '../provider/headerEvents.js';
import type { Redactor } from '../provider/Redactor.js';
import type { SseTelemetry, WebsocketTelemetry } from '../provider/Telemetry.js';
import { askSocket } from './askSocket.js';
import { isStale } from './isStale.js';
import { keepAnswer } from './keepAnswer.js';
import { observeCall } from './observeCall.js';
import { openSocket, type SocketCall } from './openSocket.js';
import type { SocketKeeper } from './SocketKeeper.js';
import type { SocketSession } from './SocketSession.js';

/** A WebSocket is polled for messages as a stream is for events. */
const pollsOf = (telemetry: WebsocketTelemetry): SseTelemetry =>
  telemetry.onWsPoll === undefined ? {} : { onSsePoll: (poll) => telemetry.onWsPoll?.(poll) };

/** What the answer to a handshake says; rate limits come in frames of their own. Source: wire.md 9.1. */
const handshakeEvents = (headers: Headers): readonly ResponseEvent[] =>
  headerEvents(headers).filter(({ type }) => type !== 'rate_limits');

/** What the exchanges of one connection share. */
export interface SharedSocket {
  readonly keeper: SocketKeeper;
  /** One answer at a time: their messages do not say which request they belong to. */
  readonly turns: Turns;
  /** The credentials that the socket was opened with: a server may repeat them in any later answer. */
  readonly secrets: Redactor;
}

/**
 * Turn → open socket → request, only what is new → messages → idle timeout → JSON decode → event mapping.
 *
 * What fails before the first event is asked again, within the provider's budget of retries: on a new socket and in
 * full. Source: wire.md 9.
 */
export const streamSocketEvents = (
  session: SocketSession,
  { keeper, turns, secrets }: SharedSocket,
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
          askSocket(socket, () => call.write(incrementalRequest(request, keeper.finished)), {
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
            keepAnswer(keeper, request),
            withPreface(handshakeEvents(socket.headers)),
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
      inTurn(turns, { scheduler }),
      failWhen(keeper.closing),
    );
  });
