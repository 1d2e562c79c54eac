import { Subscription } from 'rxjs';
import { alwaysOpen, type Demand } from './Demand.js';

/**
 * Calls `change` with every change of a demand. Subscribes to nothing if the demand is always open, as that of most
 * streams is.
 *
 * Errors: `onError` receives those of `changes`. Teardown: unsubscribing from the result.
 */
export const followDemand = (
  demand: Demand,
  change: (isOpen: boolean) => void,
  onError: (cause: unknown) => void,
): Subscription =>
  demand === alwaysOpen ? Subscription.EMPTY : demand.changes.subscribe({ next: change, error: onError });
