import { Observable, type MonoTypeOperatorFunction } from 'rxjs';

/**
 * Fails as soon as another observable fails, whatever the source is doing.
 *
 * ```text
 * source:   --a--b-----c--
 * trigger:  --------#
 *       failWhen(trigger)
 * output:   --a--b--#
 * ```
 *
 * If the trigger has failed already, the operator does not subscribe to the source.
 *
 * Errors: errors of the trigger and of the source pass through. Teardown: unsubscribes from both.
 *
 * @example
 * answer$.pipe(failWhen(connectionClosed$));
 */
export const failWhen =
  <T>(trigger: Observable<never>): MonoTypeOperatorFunction<T> =>
  (source) =>
    new Observable((subscriber) => {
      subscriber.add(trigger.subscribe({ error: (cause: unknown) => subscriber.error(cause) }));
      return subscriber.closed ? undefined : source.subscribe(subscriber);
    });
