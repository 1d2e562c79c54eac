import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Contender } from '../contenders/Contender.js';
import type { OpenJob, OpenReport } from '../job.js';

/** How many answers are opened at a time: a burst of all of them would be refused. */
const AT_ONCE = 100;
/** Opened before the first weighing: what all answers share counts for none of them. */
const FIRST = 50;

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');
const isCollector = (value: unknown): value is () => void => typeof value === 'function';

const settledMemory = async (): Promise<NodeJS.MemoryUsage> => {
  for (let round = 0; round < 3; round++) {
    await pause(100);
    if (isCollector(collect)) collect();
  }
  return process.memoryUsage();
};

/** Opens an answer, and resolves once all its deltas are there. It stays open. */
const openOne = ({ read }: Contender, deltas: number): Promise<void> =>
  new Promise((resolve, reject) => {
    let left = deltas;
    read(() => {
      if (--left === 0) resolve();
    }).catch(reject);
  });

/** Opens many answers, and weighs them while their server is silent. */
export const weigh = async (contender: Contender, { streams, deltas }: OpenJob): Promise<OpenReport> => {
  const openMany = async (count: number): Promise<void> => {
    for (let opened = 0; opened < count; opened += AT_ONCE)
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - opened) }, () => openOne(contender, deltas)));
  };
  await openMany(FIRST);
  const before = await settledMemory();
  await openMany(streams);
  const after = await settledMemory();
  return {
    type: 'open',
    heap: (after.heapUsed - before.heapUsed) / streams,
    rss: (after.rss - before.rss) / streams,
  };
};
