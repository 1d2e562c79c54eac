import { fromEvent, Observable, share, type MonoTypeOperatorFunction } from 'rxjs';
import { apiError, buildError } from '../../protocol/errors/ApiError.js';
import { ABORTED } from '../../protocol/errors/TransportError.js';

/** Duck-typed, not `instanceof`: jsdom and polyfills define their own `AbortSignal` classes. */
const isSignal = (value: unknown): value is AbortSignal =>
  typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value;

const typeNameOf = (value: unknown): string => {
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object of another kind' : `a ${typeof value}`;
};

const abortsBySignal = new WeakMap<AbortSignal, Observable<unknown>>();

/**
 * Shares one listener per signal among all calls that use it, and removes it when the last call ends. Node warns of a
 * leak from the eleventh listener on.
 */
const abortsOf = (signal: AbortSignal): Observable<unknown> => {
  const aborts = abortsBySignal.get(signal) ?? fromEvent(signal, 'abort').pipe(share());
  abortsBySignal.set(signal, aborts);
  return aborts;
};

/**
 * Ends the source with an error when an `AbortSignal` fires.
 *
 * ```text
 * source:  --a--b-----c--
 * signal:  --------x           the code of the error is ABORT_ERR
 *       abortWith(signal)
 * output:  --a--b--#           network error: aborted by the signal
 * ```
 *
 * If the signal has fired already, the operator does not subscribe to the source. Without a signal the source is
 * returned unchanged.
 *
 * Errors: a `transport` error with the code `ABORT_ERR` and the signal's reason as its cause; a `build` error if
 * `signal` is not an `AbortSignal`. Errors of the source pass through.
 *
 * Teardown: unsubscribes from the source and removes the listener, so one long-lived signal can serve any number of
 * calls.
 *
 * @example
 * client.streamPrompt('gpt-5.1', 'Say hi').pipe(abortWith(AbortSignal.timeout(60_000)));
 */
export const abortWith =
  <T>(signal: AbortSignal | undefined): MonoTypeOperatorFunction<T> =>
  (source) =>
    signal === undefined
      ? source
      : new Observable((subscriber) => {
          const onAbort = () =>
            subscriber.error(
              apiError(
                { type: 'transport', error: { type: 'network', detail: 'aborted by the signal', code: ABORTED } },
                { cause: signal.reason },
              ),
            );
          if (!isSignal(signal)) {
            subscriber.error(buildError(`options.signal must be an AbortSignal, got ${typeNameOf(signal)}`));
            return undefined;
          }
          if (signal.aborted) {
            onAbort();
            return undefined;
          }
          subscriber.add(
            abortsOf(signal).subscribe({ next: onAbort, error: (cause: unknown) => subscriber.error(cause) }),
          );
          return source.subscribe(subscriber);
        });
