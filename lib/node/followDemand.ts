import type { Subscription } from 'rxjs';
import type { Demand } from '../backpressure/Demand.js';

/** Reads a source only while demand is open, i.e. while the consumer accepts data. */
export const followDemand = (
  demand: Demand,
  source: { pause(): unknown; resume(): unknown },
  onError: (cause: unknown) => void,
): Subscription => {
  const set = () => (demand.isOpen ? source.resume() : source.pause());
  set();
  return demand.changes.subscribe({ next: set, error: onError });
};
