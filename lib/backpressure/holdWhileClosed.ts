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
 * Holds values back while demand is closed, as a socket does that nobody reads.
 *
 * ```text
 * source:  --a--b--c---------|
 * demand:  ---close-----open--
 *      holdWhileClosed(demand)
 * output:  --a----------(bc)-|
 * ```
 *
 * Errors wait behind the values that were sent before them. Teardown: the source's.
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
