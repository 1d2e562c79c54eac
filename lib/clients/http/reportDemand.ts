import { identity, Observable, type MonoTypeOperatorFunction } from 'rxjs';
import type { Demand } from '../../backpressure/Demand.js';
import { notify, type ReadTelemetry } from '../../telemetry/Telemetry.js';

/**
 * Reports each change of the demand to `onDemand`, for as long as the source is subscribed to. A demand that is closed
 * at the subscription is reported, too.
 *
 * Errors of the source pass through; exceptions of the hook are dropped. Teardown: unsubscribes from both.
 */
export const reportDemand = <T>({ onDemand }: ReadTelemetry, demand: Demand): MonoTypeOperatorFunction<T> => {
  if (onDemand === undefined) return identity;
  return (source) =>
    new Observable((subscriber) => {
      const report = (isOpen: boolean) => notify(() => onDemand(isOpen));
      if (!demand.isOpen) report(false);
      subscriber.add(demand.changes.subscribe({ next: report, error: (error: unknown) => subscriber.error(error) }));
      source.subscribe(subscriber); // `subscriber` adopts the teardown of its source
    });
};
