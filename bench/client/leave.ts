import { setTimeout as pause } from 'node:timers/promises';
import type { Contender, Habits } from '../contenders/Contender.js';
import type { LeaveJob, LeaveReport } from '../job.js';
import { keepUncaught } from './uncaught.js';

/** The longest that a client may take to read what comes before the silence, in milliseconds. */
const READING = 5000;
/** Until the server is silent, and the client waits for it. */
const SETTLED = 200;

const now = (): number => performance.timeOrigin + performance.now();

/** Waits for the last delta before the silence, and leaves the loop there. Resolves with when that was. */
const breakOff = ({ readSlowly }: Contender, deltas: number): Promise<number> =>
  new Promise((resolve, reject) => {
    let read = 0;
    readSlowly(() => {
      if (++read < deltas) return Promise.resolve(true);
      resolve(now());
      return Promise.resolve(false);
    }).catch(reject); // nobody's once it has left
  });

/** Leaves by the package's own means a while after the last delta before the silence. Resolves with when that was. */
const leaveInSilence = ({ watch }: Habits, deltas: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const own = new AbortController();
    let read = 0;
    const onText = () => {
      if (++read < deltas) return;
      setTimeout(() => {
        resolve(now());
        own.abort();
      }, SETTLED);
    };
    watch({ onText, onSign: () => undefined }, own.signal).catch(reject); // as above
  });

/** Reads what comes before the server falls silent, and leaves. */
export const leave = async (
  contender: Contender,
  habits: Habits,
  { leave: how, deltas, linger }: LeaveJob,
): Promise<LeaveReport> => {
  const uncaught = keepUncaught();
  const left = how === 'own' ? leaveInSilence(habits, deltas) : breakOff(contender, deltas);
  const leftAt = await Promise.race([left, pause(READING)]);
  await pause(linger);
  const { leftBy } = habits;
  return { type: 'leave', leftBy, ...uncaught(), ...(leftAt === undefined ? {} : { leftAt }) };
};
