import { setTimeout as pause } from 'node:timers/promises';
import type { Habits } from '../contenders/Contender.js';
import type { WatchJob, WatchReport } from '../job.js';
import { keepUncaught, wordsOf } from './uncaught.js';

/** How long after the end of an answer something may still be thrown where nobody can catch it, in milliseconds. */
const AFTERMATH = 100;

type Ended = Pick<WatchReport, 'end' | 'message'>;

/** Reads an answer that does not go well, and tells what the client made of it. */
export const watch = async ({ watch: read, limitedBy }: Habits, { limit }: WatchJob): Promise<WatchReport> => {
  const uncaught = keepUncaught();
  const signs: string[] = [];
  let length = 0;
  let last = performance.now();
  const watcher = {
    onText: (text: string) => {
      length += text.length;
      last = performance.now();
    },
    onSign: (sign: string) => signs.push(sign),
  };
  const settled = read(watcher, new AbortController().signal).then(
    (): Ended => ({ end: 'over' }),
    (error: unknown): Ended => ({ end: 'thrown', message: wordsOf(error) }),
  );
  const ended = await Promise.race([settled, pause(limit, { end: 'waiting' } as const)]);
  const after = performance.now() - last;
  await pause(AFTERMATH);
  return {
    type: 'watch',
    length,
    signs,
    after,
    ...ended,
    ...uncaught(),
    ...(limitedBy === undefined ? {} : { limitedBy }),
  };
};
