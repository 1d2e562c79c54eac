import type { Contender } from '../contenders/Contender.js';
import type { LeaveJob, LeaveReport, WatchJob, WatchReport } from '../job.js';
import { leave } from './leave.js';
import { watch } from './watch.js';

/** Has a client meet what does not go well. */
export const meet = async (contender: Contender, task: WatchJob | LeaveJob): Promise<WatchReport | LeaveReport> => {
  const { habits } = contender;
  if (habits === undefined) throw new Error('a bar and no client: it has no habits');
  return task.type === 'watch' ? watch(habits, task) : leave(contender, habits, task);
};
