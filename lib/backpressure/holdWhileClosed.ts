import {
  concatMap,
  defer,
  dematerialize,
  filter,
  map,
  materialize,
  of,
  take,
  type MonoTypeOperatorFunction,
} from 'rxjs';
import type { Demand } from './Demand.js';

/**
 * Holds back all values while demand is closed, like a socket that is not read.
 *
 * ```text
 * source:  --a--b--c---------|
 * demand:  ---close-----open--
 *      holdWhileClosed(demand)
 * output:  --a----------(bc)-|
 * ```
 *
 * Held values are not limited in number: the source is expected to stop while demand is closed.
 *
 * Errors: the source's, after the values before them. Teardown: unsubscribes from the source.
 *
 * @example
 * const gate = new DemandGate();
 * bytes$.pipe(holdWhileClosed(gate));
 */
export const holdWhileClosed =
  <T>(demand: Demand): MonoTypeOperatorFunction<T> =>
  (source) =>
    source.pipe(
      materialize(),
      concatMap((notification) =>
        defer(() =>
          demand.isOpen
            ? of(notification)
            : demand.changes.pipe(
                filter((isOpen) => isOpen),
                take(1),
                map(() => notification),
              ),
        ),
      ),
      dematerialize(),
    );
