import type { SchedulerLike } from 'rxjs';
import { memoryReplayStore } from '../../lib/relay/store/memoryReplayStore.js';
import type { ReplayStore } from '../../lib/relay/store/ReplayStore.js';

/** A store in memory as several processes share one: it knows which answers their process still receives. */
export const leasedStore = (scheduler: SchedulerLike): ReplayStore => {
  const store = memoryReplayStore({ scheduler });
  const marks = new Map<string, number>();
  return {
    ...store,
    keepAlive: (answer, ms) => {
      marks.set(answer, scheduler.now() + ms);
    },
    find: (answer) => {
      const found = store.find(answer);
      if (found === undefined || 'then' in found) return undefined;
      return { ...found, isRunning: (marks.get(answer) ?? 0) > scheduler.now() };
    },
  };
};
