import { distinctUntilChanged, map, merge } from 'rxjs';
import type { Demand } from './Demand.js';

/** Combines two demands into one that is open while both are open. */
export const bothOpen = (one: Demand, other: Demand): Demand => ({
  get isOpen() {
    return one.isOpen && other.isOpen;
  },
  changes: merge(one.changes, other.changes).pipe(
    map(() => one.isOpen && other.isOpen),
    distinctUntilChanged(),
  ),
});
