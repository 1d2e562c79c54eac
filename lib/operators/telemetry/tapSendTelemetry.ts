import { asyncScheduler, defer, tap, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { notify, type WebSocketTelemetry } from '../../telemetry/Telemetry.js';

/** What is told, and how time is measured. */
export interface TapSendTelemetryOptions {
  /** Whether the socket was open before. */
  readonly reused: boolean;
  /** Applied to every error that is told, so that no hook sees a secret. */
  readonly redact?: (error: ApiError) => ApiError;
  /** Measures durations. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Tells `onWsRequest` about a request that was sent over a WebSocket: how many milliseconds it took, or why it failed.
 *
 * ```text
 * sending:  ---|
 *     tapSendTelemetry(telemetry, { reused: false })
 * sending:  ---|
 * told:     ---x           x = { duration: 3, reused: false }
 * ```
 *
 * Errors and teardown: the source's; leaving early tells nothing. Source: wire.md 3.5.
 *
 * @example
 * const telemetry: Telemetry = { onWsRequest: ({ duration }) => console.debug(`sent in ${duration} ms`) };
 * socket.send('{"type":"response.create"}').pipe(tapSendTelemetry(telemetry, { reused: true }));
 */
export const tapSendTelemetry =
  <T>(
    telemetry: WebSocketTelemetry,
    { reused, redact = (error) => error, scheduler = asyncScheduler }: TapSendTelemetryOptions,
  ): MonoTypeOperatorFunction<T> =>
  (sending) =>
    defer(() => {
      const begun = scheduler.now();
      const tell = (failure: { readonly error?: ApiError }) => {
        const duration = scheduler.now() - begun;
        notify(() => telemetry.onWsRequest?.({ duration, reused, ...failure }));
      };
      return sending.pipe(
        tap({
          complete: () => tell({}),
          error: (error: unknown) => {
            if (isApiError(error)) tell({ error: redact(error) });
          },
        }),
      );
    });
