import {
  defer,
  dematerialize,
  of,
  retry,
  switchMap,
  tap,
  throwError,
  timer,
  type Observable,
  type ObservableNotification,
} from 'rxjs';
import type { Demand } from '../../backpressure/Demand.js';
import { abortWith } from '../../operators/flow/abortWith.js';
import { failWithApiError } from '../../operators/flow/failWithApiError.js';
import { idleTimeout } from '../../operators/framing/idleTimeout.js';
import { sseFrames } from '../../operators/framing/sseFrames.js';
import { expectEventStream } from '../../operators/http/expectEventStream.js';
import { expectSuccess } from '../../operators/http/expectSuccess.js';
import { failAsStream } from '../../operators/http/failAsStream.js';
import { sendRequest } from '../../operators/http/sendRequest.js';
import type { ApiError } from '../../protocol/errors/ApiError.js';
import type { StreamReason } from '../../protocol/errors/StreamReason.js';
import { toApiError } from '../../protocol/errors/toApiError.js';
import type { RetryConfig } from '../../provider/RetryConfig.js';
import { delayOfRetry, isWorthARetry } from '../../provider/retryDelay.js';
import { redactApiError } from '../../telemetry/redactApiError.js';
import { notify } from '../../telemetry/Telemetry.js';
import { createRedactor } from '../../telemetry/Redactor.js';
import type { StreamResponse } from '../../transport/HttpTransport.js';
import { followFrames, type Progress } from './followFrames.js';
import { leaveRelay } from './leaveRelay.js';
import type { RelayStreamOptions } from './RelayClientOptions.js';
import { headersAuth, relayRequest } from './relayRequest.js';
import type { RelaySession, RelayTarget } from './RelaySession.js';

/** The reasons for which a connection is opened again. */
const LOST: ReadonlySet<StreamReason> = new Set(['idle', 'truncated', 'connection_lost']);

const isLost = (error: ApiError, config: RetryConfig): boolean =>
  error.type === 'stream' ? LOST.has(error.reason) : isWorthARetry(error, config);

/** An answer that took less than this, in milliseconds, shows nothing about proxies. */
const SHORTEST_MEASURED = 1000;

/** Compares the duration of an answer at the relay with its duration here. */
const measureBuffering = ({ scheduler }: RelaySession, { onBuffering }: RelayStreamOptions) => {
  let first: number | undefined;
  return {
    onFrame: () => (first ??= scheduler.now()),
    onDone: (sent: number | undefined) => {
      const received = scheduler.now() - (first ?? scheduler.now());
      if (sent !== undefined && sent >= SHORTEST_MEASURED && received < sent / 10) onBuffering?.({ sent, received });
    },
  };
};

/**
 * Reads an answer from a relay. A lost connection is reopened: by the same POST if nothing was received, which does not
 * start a second answer, otherwise by a GET for the frames after the last one.
 */
export const readRelay = (
  session: RelaySession,
  target: RelayTarget,
  options: RelayStreamOptions,
  demand: Demand,
): Observable<unknown> =>
  defer(() => {
    const { url, headers, transport, connectTimeout, scheduler, random } = session;
    const { answer, reader, after, input } = target;
    const { onCursor, onRetry, signal, keepOnLeave = false } = options;
    const progress: Progress = { sequence: after, failures: 0 };
    const redactor = createRedactor();
    const buffering = measureBuffering(session, options);
    const startsAnswer = (): boolean => 'input' in target && progress.sequence === 0;
    let connections = 0;

    const request = () => {
      connections += 1;
      const parts = { url, headers, params: { answer, reader } };
      return startsAnswer()
        ? relayRequest({ ...parts, method: 'POST', body: input ?? null })
        : relayRequest({ ...parts, method: 'GET', after: progress.sequence });
    };
    const read = ({ status, bytes, drain }: StreamResponse): Observable<ObservableNotification<unknown>> => {
      if (status === 204) return of({ kind: 'C' }); // the answer is over, and all of it was received
      return bytes.pipe(
        failAsStream(),
        expectEventStream(status),
        sseFrames({ comments: true, ids: true }),
        idleTimeout(session.idleTimeout, { demand, scheduler, detail: 'idle timeout waiting for the relay' }),
        followFrames(progress, {
          onSequence: (sequence) => {
            buffering.onFrame();
            onCursor?.({ answer, after: sequence });
          },
          onDone: (sent) => {
            // A replay comes in one piece, too, so only a first connection that started the answer is measured.
            if (connections === 1 && 'input' in target) buffering.onDone(sent);
          },
        }),
        tap(({ kind }) => {
          if (kind !== 'N') drain?.();
        }),
      );
    };

    const leave = (): void => {
      // Nobody is left who could receive a failure. The relay then stops the answer after its time of grace.
      leaveRelay(session, { answer, reader }).subscribe({ error: () => undefined });
    };

    if ('input' in target) onCursor?.({ answer, after });
    return defer(() => of(request())).pipe(
      sendRequest(transport, {
        auth: headersAuth(headers),
        demand,
        connectTimeout,
        onSend: (sent) => redactor.learn(sent),
        scheduler,
      }),
      expectSuccess({ bodyTimeout: connectTimeout, scheduler }),
      switchMap(read),
      retry({
        delay: (cause: unknown) => {
          const error = toApiError(cause);
          progress.failures += 1;
          const delay = isLost(error, session.retry)
            ? delayOfRetry(error, progress.failures, session.retry, random)
            : undefined;
          if (delay === undefined) return throwError(() => error);
          notify(() => onRetry?.({ retry: progress.failures, delay, error: redactApiError(error, redactor.redact) }));
          return timer(delay, scheduler);
        },
      }),
      dematerialize(),
      failWithApiError({ redact: (error) => redactApiError(error, redactor.redact) }),
      tap({ unsubscribe: () => (keepOnLeave ? undefined : leave()) }),
      abortWith(signal),
    );
  });
