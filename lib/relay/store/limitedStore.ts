import { settledWithin, type HookLimits } from './settledWithin.js';
import type { ReplayStore } from './ReplayStore.js';

/** Limits the waits for a store, but for `next`, whose wait for a frame has no limit. */
export const limitedStore = (store: ReplayStore, limits: HookLimits): ReplayStore => ({
  create: (answer) => settledWithin(store.create(answer), 'create() of the store', limits),
  append: (answer, frame) => settledWithin(store.append(answer, frame), 'append() of the store', limits),
  find: (answer) => settledWithin(store.find(answer), 'find() of the store', limits),
  next: (answer, after) => store.next(answer, after),
  ...(store.keepAlive && {
    keepAlive: (answer, ms) => settledWithin(store.keepAlive?.(answer, ms), 'keepAlive() of the store', limits),
  }),
});
