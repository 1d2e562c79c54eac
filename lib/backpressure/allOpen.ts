import { distinctUntilChanged, map, merge } from 'rxjs';
import type { Demand } from './Demand.js';

/** Combines demands: open while all of them are open. */
export const allOpen = (...demands: readonly Demand[]): Demand => ({
  get isOpen() {
    return demands.every(({ isOpen }) => isOpen);
  },
  get changes() {
    return merge(...demands.map(({ changes }) => changes)).pipe(
      map(() => demands.every(({ isOpen }) => isOpen)),
      distinctUntilChanged(),
    );
  },
});
