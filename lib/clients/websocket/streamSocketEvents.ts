import { mergeMap, of, pipe, retry, throwError, using, type Observable } from 'rxjs';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { responsesDecoder } from '../../decode/responses/responsesDecoder.js';
import type { Demand } from '../../backpressure/Demand.js';
import { decodeEvents } from '../../operators/decode/decodeEvents.js';
import { failOnErrorFrame } from '../../operators/decode/failOnErrorFrame.js';
import { failWithApiError } from '../../operators/flow/failWithApiError.js';
import { parseJson } from '../../operators/decode/parseJson.js';
import { recoverBeforeOutput } from '../../operators/flow/recoverBeforeOutput.js';
import { tapSseTelemetry } from '../../operators/telemetry/tapSseTelemetry.js';
import { limitItems } from '../../operators/decode/limitItems.js';
import { limitSize } from '../../operators/framing/limitSize.js';
import { stampOrigin } from '../../operators/decode/stampOrigin.js';
import { startWithMetadata } from '../../operators/decode/startWithMetadata.js';
import { incrementalRequest } from '../../payload/responses/incrementalRequest.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { originOf } from '../../provider/originOf.js';
import { headerEvents, requestIdOf } from '../../provider/headerEvents.js';
import type { SsePoll, SseTelemetry, WebSocketTelemetry } from '../../telemetry/Telemetry.js';
import { tryBuild } from '../http/EndpointSession.js';
import { fromEither } from '../../operators/decode/fromEither.js';
import { checkedMessage } from './messageSize.js';
import { checkedOptions } from './WebSocketOptions.js';
import { dropLateFrames } from './dropLateFrames.js';
import { retryRule } from './retryRule.js';
import type { PooledConnection } from './ConnectionManager.js';
import type { CallObserver } from '../http/callObserver.js';
import { exchangeMessages } from './exchangeMessages.js';
import { isStale } from './isStale.js';
import { rememberResponse } from './rememberResponse.js';
import { reportDemand } from '../http/reportDemand.js';
import { withRetries } from '../http/withRetries.js';
import { lockConnection, type SharedSocket } from './lockConnection.js';
import { openSocket, type SocketCall } from './openSocket.js';
import type { SocketSession } from './SocketSession.js';

/** Adapts the hook for waits on a WebSocket to the hook for waits on an event stream. */
const pollsOf = (telemetry: WebSocketTelemetry): SseTelemetry =>
  definedMembers({ onSsePoll: telemetry.onWsPoll && ((poll: SsePoll) => telemetry.onWsPoll?.(poll)) });

// docs/wire.md, section 9.1: rate limits arrive in separate frames
/** Returns the events for the headers of a handshake's response. */
const handshakeEvents = (headers: Headers): readonly ResponseEvent[] =>
  headerEvents(headers).filter(({ type }) => type !== 'rate_limits');

/**
 * Sends a request over a WebSocket and emits the events of its response. The stages: lock → open socket → request, with
 * only its new items → messages → idle timeout → JSON decode → event mapping.
 *
 * A failure before the first event is retried on a new socket, with the complete request; see `retryRule`.
 */
export const streamSocketEvents = (
  session: SocketSession,
  shared: SharedSocket,
  call: SocketCall,
  demand: Demand,
  observer: CallObserver,
): Observable<ResponseEvent> => {
  const { provider, scheduler, limits } = session;
  const { telemetry, onSkipped, redact, redactText } = observer;
  const { connections } = shared;
  const { request } = call;
  const opening = openSocket(session, call, connections.demand, observer);
  const exchangeOptions = { due: provider.streamIdleTimeout, demand, telemetry, redact, scheduler };

  const exchange = (socket: PooledConnection, text: string) =>
    exchangeMessages(socket, text, exchangeOptions).pipe(
      tapSseTelemetry(pollsOf(telemetry), { redact, redactText, scheduler }),
      pipe(limitSize(provider.maxAnswerSize), parseJson({ onSkipped })),
      dropLateFrames(socket.ids, { onSkipped }),
      failOnErrorFrame({ url: socket.url, scheduler }),
      decodeEvents(responsesDecoder, { onSkipped, frames: call.frames }),
      pipe(limitItems(provider.maxItems), stampOrigin(originOf(provider), observer.onEmit)),
      rememberResponse(connections, request),
      startWithMetadata(handshakeEvents(socket.headers)),
      failWithApiError({ requestId: requestIdOf(socket.headers) }),
    );
  const writeFor = ({ headers }: PooledConnection) =>
    tryBuild(() => checkedMessage(call.write(incrementalRequest(request, connections.finished)), headers));

  return fromEither(tryBuild(() => checkedOptions(limits))).pipe(
    // The socket is checked while demand is open, because the answer to a ping must be read.
    mergeMap(() => connections.open(opening)),
    mergeMap((socket) =>
      fromEither(writeFor(socket)).pipe(
        mergeMap((text) =>
          using(
            () => connections.follow(demand),
            () => exchange(socket, text),
          ),
        ),
      ),
    ),
    recoverBeforeOutput((attempts) =>
      attempts.pipe(
        retry({ count: 1, delay: (error) => (isStale(error) ? of(true) : throwError((): unknown => error)) }),
        withRetries(session, observer, { isRetryable: retryRule(session, connections) }),
      ),
    ),
    lockConnection(session, shared, observer),
    reportDemand(telemetry, demand),
  );
};
