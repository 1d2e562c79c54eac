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
 * Buffers all values while demand is closed (the consumer applies backpressure), and emits them when it is opened.
 *
 * ```text
 * source:  --a--b--c---------|
 * demand:  ---close-----open--
 *      holdWhileClosed(demand)
 * output:  --a----------(bc)-|
 * ```
 *
 * The number of buffered values is not limited, because the source is expected to stop while demand is closed.
 *
 * Errors: errors of the source pass through, after the buffered values. Teardown: unsubscribes from the source.
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
