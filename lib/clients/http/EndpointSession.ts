import type { Either } from 'fp-ts/lib/Either.js';
import { asyncScheduler, defer, throwError, type Observable, type SchedulerLike } from 'rxjs';
import { flatten, isLeft, tryCatch } from '#either';
import { buildError, isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { noAuth, type AuthProvider } from '../../provider/AuthProvider.js';
import { buildRequest, type HttpRequest, type RequestSpec } from '../../provider/HttpRequest.js';
import type { Provider } from '../../provider/Provider.js';
import type { Logger } from '../../telemetry/Logger.js';
import { logTelemetry } from '../../telemetry/logTelemetry.js';
import { mergeTelemetry } from '../../telemetry/mergeTelemetry.js';
import { unlimitedRetries, type RetryBudget } from '../../provider/retryBudget.js';
import type { Telemetry } from '../../telemetry/Telemetry.js';
import { fetchTransport } from '../../transport/fetchTransport.js';
import type { HttpTransport } from '../../transport/HttpTransport.js';
import { environmentLogger } from '../../telemetry/environmentLogger.js';

/** What every client is made of. */
export interface ClientOptions {
  /** Where requests go, and how patient to be: of `openai()`, another preset, or `createProvider`. */
  readonly provider: Provider;
  /** Default: no credentials. */
  readonly auth?: AuthProvider | undefined;
  /** Default: `fetchTransport()`. */
  readonly transport?: HttpTransport | undefined;
  /** Is told of requests, retries and frames. What it throws is dropped. Default: nothing is told. */
  readonly telemetry?: Telemetry | undefined;
  /** Told what the client does, in words: `console` is one. Default: stderr, if the environment has `CODEX_RX_LOG`. */
  readonly logger?: Logger | undefined;
  /** Limits the retries of all clients that it is passed to; see `retryBudget`. Default: the provider's `retry` alone. */
  readonly retryBudget?: RetryBudget | undefined;
  /** Everything that waits or measures uses it. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
  /** The chance in the back-off, 0 to 1. Default: Math.random. */
  readonly random?: (() => number) | undefined;
}

/** The options of a client with every default filled in: what its calls share. */
export type EndpointSession = {
  readonly [K in Exclude<keyof ClientOptions, 'logger'>]-?: Exclude<ClientOptions[K], undefined>;
};

export const createSession = ({
  provider,
  auth = noAuth,
  transport = fetchTransport(),
  telemetry = {},
  logger = environmentLogger(),
  retryBudget = unlimitedRetries,
  scheduler = asyncScheduler,
  random = Math.random,
}: ClientOptions): EndpointSession => ({
  provider,
  auth,
  transport,
  telemetry: logger === undefined ? telemetry : mergeTelemetry(telemetry, logTelemetry(logger)),
  retryBudget,
  scheduler,
  random,
});

/**
 * What `make` makes, or a `build` error. What the caller passed in may be anything in plain JavaScript, and what it breaks
 * must be an error of the call, not an exception.
 */
export const tryBuild = <A>(make: () => A): Either<ApiError, A> =>
  tryCatch(make, (cause) =>
    isApiError(cause) ? cause : buildError(`the request cannot be built: ${String(cause)}`, cause),
  );

/** What `open` opens, at every subscription; an exception of its own is a `build` error. */
export const deferBuild = <T>(open: () => Observable<T>): Observable<T> =>
  defer(() => {
    const opened = tryBuild(open);
    return isLeft(opened) ? throwError((): Error => opened.left) : opened.right;
  });

/** The request of a call. The spec is made here, when somebody subscribes. */
export const prepareRequest = (
  { provider }: Pick<EndpointSession, 'provider'>,
  makeSpec: () => RequestSpec,
): Either<ApiError, HttpRequest> => flatten(tryBuild(() => buildRequest(provider, makeSpec())));
