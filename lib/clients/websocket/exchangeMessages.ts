import { merge, mergeMap, tap, type Observable, type SchedulerLike } from 'rxjs';
import { bothOpen } from '../../backpressure/bothOpen.js';
import { DemandGate, type Demand } from '../../backpressure/Demand.js';
import { fromEither } from '../../operators/decode/fromEither.js';
import { idleTimeout } from '../../operators/framing/idleTimeout.js';
import { socketMessages } from '../../operators/framing/socketMessages.js';
import { tapSendTelemetry } from '../../operators/telemetry/tapSendTelemetry.js';
import type { ApiError } from '../../protocol/errors/ApiError.js';
import type { SseFrame } from '../../protocol/SseFrame.js';
import type { WebSocketTelemetry } from '../../telemetry/Telemetry.js';
import { tryBuild } from '../http/EndpointSession.js';
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

// docs/wire.md, section 9.4
/** Sends one request over a socket and emits the frames of the response. */
export const exchangeMessages = (
  { reused, frames, send }: PooledConnection,
  write: () => string,
  { due, demand, telemetry, redact, scheduler }: ExchangeMessagesOptions,
): Observable<SseFrame> => {
  const sent = new DemandGate();
  sent.close();
  const sending = fromEither(tryBuild(write)).pipe(
    mergeMap((text) => send(text)),
    idleTimeout(due, { detail: 'idle timeout sending websocket request', scheduler }),
    tapSendTelemetry(telemetry, { reused, redact, scheduler }),
    tap({ complete: () => sent.open() }),
  );
  const receiving = frames.pipe(
    socketMessages({ reused }),
    idleTimeout(due, { detail: 'idle timeout waiting for websocket', demand: bothOpen(demand, sent), scheduler }),
  );
  return merge(receiving, sending);
};
