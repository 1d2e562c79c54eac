import { merge, mergeMap, tap, type Observable, type SchedulerLike } from 'rxjs';
import { bothOpen } from '../demand/bothOpen.js';
import { DemandGate, type Demand } from '../demand/Demand.js';
import { fromEither } from '../operators/fromEither.js';
import { idleTimeout } from '../operators/idleTimeout.js';
import { socketMessages } from '../operators/socketMessages.js';
import { tapSendTelemetry } from '../operators/tapSendTelemetry.js';
import type { ApiError } from '../protocol/ApiError.js';
import type { SseFrame } from '../protocol/SseFrame.js';
import type { WebsocketTelemetry } from '../provider/Telemetry.js';
import { tryBuild } from './EndpointSession.js';
import type { KeptSocket } from './SocketKeeper.js';

/** How long a socket may be silent, and who is told of it. */
export interface AskSocketOptions {
  /** The longest silence, in milliseconds, on sending and on receiving each. */
  readonly due: number;
  /** While it is closed, nothing can arrive and the clock of receiving stands still. */
  readonly demand: Demand;
  readonly telemetry: WebsocketTelemetry;
  readonly redact: (error: ApiError) => ApiError;
  readonly scheduler: SchedulerLike;
}

/** Sends one request over a socket, and gives the frames that come back. Source: wire.md 9.4. */
export const askSocket = (
  { reused, frames, send }: KeptSocket,
  write: () => string,
  { due, demand, telemetry, redact, scheduler }: AskSocketOptions,
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
