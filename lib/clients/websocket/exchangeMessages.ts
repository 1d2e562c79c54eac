import { catchError, merge, tap, throwError, type Observable, type SchedulerLike } from 'rxjs';
import { bothOpen } from '../../backpressure/bothOpen.js';
import { DemandGate, type Demand } from '../../backpressure/Demand.js';
import { idleTimeout } from '../../operators/framing/idleTimeout.js';
import { socketMessages } from '../../operators/framing/socketMessages.js';
import { tapSendTelemetry } from '../../operators/telemetry/tapSendTelemetry.js';
import { apiError, isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { SOCKET_CLOSED } from '../../protocol/errors/TransportError.js';
import type { SseFrame } from '../../protocol/SseFrame.js';
import type { WebSocketTelemetry } from '../../telemetry/Telemetry.js';
import type { PooledConnection } from './ConnectionManager.js';

/** Options for `exchangeMessages`. */
export interface ExchangeMessagesOptions {
  /** The longest silence while sending and while receiving, each in milliseconds. */
  readonly due: number;
  /**
   * Reports whether the socket may be read (backpressure). While it may not, no frame can arrive, and the time does not
   * count as silence.
   */
  readonly demand: Demand;
  readonly telemetry: WebSocketTelemetry;
  readonly redact: (error: ApiError) => ApiError;
  readonly scheduler: SchedulerLike;
}

/** Replaces the idle timeout of a kept socket before its first message: the connection has died while it was idle. */
const diedIdle = (cause: ApiError): ApiError =>
  apiError(
    {
      type: 'transport',
      error: { type: 'network', detail: 'the idle websocket did not answer', code: SOCKET_CLOSED },
    },
    { cause },
  );

// docs/wire.md, section 9.4
/** Sends one request over a socket and emits the frames of the response. */
export const exchangeMessages = (
  { reused, firstMessageTimeout, frames, send }: PooledConnection,
  text: string,
  { due, demand, telemetry, redact, scheduler }: ExchangeMessagesOptions,
): Observable<SseFrame> => {
  const sent = new DemandGate();
  sent.close();
  const sending = send(text).pipe(
    idleTimeout(due, { detail: 'idle timeout sending websocket request', scheduler }),
    tapSendTelemetry(telemetry, { reused, redact, scheduler }),
    tap({ complete: () => sent.open() }),
  );
  let isSilent = true;
  const receiving = frames.pipe(
    socketMessages({ reused }),
    idleTimeout(due, {
      first: firstMessageTimeout,
      detail: 'idle timeout waiting for websocket',
      demand: bothOpen(demand, sent),
      scheduler,
    }),
    tap({ next: () => (isSilent = false) }),
    catchError((error: unknown) => {
      const hasDied = firstMessageTimeout !== undefined && isSilent && isApiError(error) && error.type === 'stream';
      return throwError(() => (hasDied && error.reason === 'idle' ? diedIdle(error) : error));
    }),
  );
  return merge(receiving, sending);
};
