import { asyncScheduler, defer, tap, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { notify, type WebSocketTelemetry } from '../../telemetry/Telemetry.js';

/** Options for `tapSendTelemetry`. */
export interface TapSendTelemetryOptions {
  /** The socket was open already, and was not opened for this request. */
  readonly reused: boolean;
  /**
   * A function applied to each error before it is reported, so that no hook receives a secret. Default: leaves it
   * unchanged.
   */
  readonly redact?: (error: ApiError) => ApiError;
  /** Measures durations. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Reports the sending of a request over a WebSocket to `onWsRequest`: its duration in milliseconds, or the error.
 *
 * ```text
 * sending:  ---|
 *     tapSendTelemetry(telemetry, { reused: false })
 * sending:  ---|
 * reports:  ---x           x = { duration: 3, reused: false }
 * ```
 *
 * Errors of the source pass through; exceptions of the hook are dropped. Teardown: unsubscribes from the source;
 * unsubscribing before the end reports nothing.
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
      const startedAt = scheduler.now();
      const report = (failure: { readonly error?: ApiError }) => {
        const duration = scheduler.now() - startedAt;
        notify(() => telemetry.onWsRequest?.({ duration, reused, ...failure }));
      };
      return sending.pipe(
        tap({
          complete: () => report({}),
          error: (error: unknown) => {
            if (isApiError(error)) report({ error: redact(error) });
          },
        }),
      );
    });
