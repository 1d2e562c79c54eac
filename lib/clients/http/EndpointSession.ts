import type { Either } from 'fp-ts/lib/Either.js';
import { asyncScheduler, Observable, type SchedulerLike } from 'rxjs';
import { flatten, isLeft, tryCatch } from '#either';
import { buildError, isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { safeText } from '../../protocol/codec/safeText.js';
import { reasonOf } from '../../protocol/errors/reasonOf.js';
import { noAuth, type AuthProvider } from '../../provider/AuthProvider.js';
import { buildRequest, type HttpRequest, type RequestSpec } from '../../provider/HttpRequest.js';
import { refusedProvider, type Provider } from '../../provider/Provider.js';
import type { Logger } from '../../telemetry/Logger.js';
import { logTelemetry } from '../../telemetry/logTelemetry.js';
import { mergeTelemetry } from '../../telemetry/mergeTelemetry.js';
import { unlimitedRetries, type RetryBudget } from '../../provider/retryBudget.js';
import type { Telemetry } from '../../telemetry/Telemetry.js';
import { fetchTransport } from '../../transport/fetchTransport.js';
import type { HttpTransport } from '../../transport/HttpTransport.js';
import { environmentLogger } from '../../telemetry/environmentLogger.js';
import { clientFault, optionFault } from './clientFault.js';

/** Options for a client. */
export interface ClientOptions {
  /** The server, its limits and its retry policy: from `openai()`, another preset, or `createProvider`. */
  readonly provider: Provider;
  /** The source of the credentials. Default: no credentials. */
  readonly auth?: AuthProvider | undefined;
  /** The transport that sends the requests. Default: `fetchTransport()`. */
  readonly transport?: HttpTransport | undefined;
  /** Hooks that receive reports of requests, retries and frames. Their exceptions are dropped. Default: none. */
  readonly telemetry?: Telemetry | undefined;
  /**
   * Receives a readable log of the client's work, e.g. `console`. Default: stderr, if the environment has
   * `CODEX_RX_LOG`.
   */
  readonly logger?: Logger | undefined;
  /**
   * A budget that limits the retries of all clients that share it; see `retryBudget`. Default: only the provider's
   * `retry` applies.
   */
  readonly retryBudget?: RetryBudget | undefined;
  /** Runs every wait and measures every duration. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
  /** The random part of the back-off, from 0 to 1. Default: Math.random. */
  readonly random?: (() => number) | undefined;
}

/** The options of a client with all defaults applied, shared by its calls. */
export type EndpointSession = {
  readonly [K in Exclude<keyof ClientOptions, 'logger'>]-?: Exclude<ClientOptions[K], undefined>;
};

const NAMES = {
  provider: true,
  auth: true,
  transport: true,
  telemetry: true,
  logger: true,
  retryBudget: true,
  scheduler: true,
  random: true,
} as const satisfies Readonly<Record<keyof ClientOptions, true>>;

/** The options that only one kind of client has. */
export interface OwnOptions {
  readonly names: readonly string[];
  /** The description of a fault in them. Default: none. */
  readonly fault?: string | undefined;
}

/**
 * The options of a client whose requests all fail, with its reports as far as they can be made. A logger that cannot log
 * changes nothing: exceptions of hooks are ignored.
 */
const refused = (fault: string, { telemetry, logger }: Partial<ClientOptions>): ClientOptions => ({
  provider: refusedProvider(fault),
  telemetry: optionFault('telemetry', telemetry) === undefined ? telemetry : undefined,
  logger,
});

/** Applies the defaults to the options of a client. Options that are not valid are reported by the first request. */
export const createSession = (
  options: ClientOptions,
  { names, fault: ownFault }: OwnOptions = { names: [] },
): EndpointSession => {
  const fault = clientFault(options, { name: 'the client', names: [...Object.keys(NAMES), ...names] }) ?? ownFault;
  const {
    provider,
    auth = noAuth,
    transport = fetchTransport(),
    telemetry = {},
    logger = environmentLogger(),
    retryBudget = unlimitedRetries,
    scheduler = asyncScheduler,
    random = Math.random,
  }: ClientOptions = fault === undefined ? options : refused(fault, { ...options });
  return {
    provider,
    auth,
    transport,
    telemetry: logger === undefined ? telemetry : mergeTelemetry(telemetry, logTelemetry(logger)),
    retryBudget,
    scheduler,
    random,
  };
};

/**
 * Calls `make` and converts an exception to a `build` error. A caller in plain JavaScript may pass any value as an
 * argument. The failure must then be an error of the stream, not an exception.
 */
export const tryBuild = <A>(make: () => A): Either<ApiError, A> =>
  tryCatch(make, (cause) =>
    isApiError(cause)
      ? cause
      : buildError(
          `the request could not be built; check the arguments of the call: ${cause instanceof Error ? safeText(cause) : reasonOf(cause)}`,
          cause,
        ),
  );

/** Calls `open` for each subscription. An exception of `open` becomes a `build` error. */
export const deferBuild = <T>(open: () => Observable<T>): Observable<T> =>
  new Observable((subscriber) => {
    const opened = tryBuild(open);
    if (isLeft(opened)) subscriber.error(opened.left);
    else opened.right.subscribe(subscriber);
  });

/** Builds the request of a call. `makeSpec` is called immediately, so call this function at subscription. */
export const prepareRequest = (
  { provider }: Pick<EndpointSession, 'provider'>,
  makeSpec: () => RequestSpec,
): Either<ApiError, HttpRequest> => flatten(tryBuild(() => buildRequest(provider, makeSpec())));
