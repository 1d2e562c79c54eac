import type { Curve } from './Curve.js';

/** The factor by which the time may grow when the size doubles. */
export const MAX_RATIO = 2.5;

/** A time below this, in milliseconds, is too short to be compared with another one. */
const SHORTEST = 12;
const FIRST_SIZE = 500;
const LARGEST_SIZE = 2 ** 21;
const RUNS = 3;
const ATTEMPTS = 4;

export interface Measured {
  readonly name: string;
  readonly size: number;
  /** The times for n, 2n and 4n, in milliseconds. */
  readonly times: readonly number[];
  /** The growth per doubling. */
  readonly ratio: number;
}

// Processor time, because other programs on the machine do not add to it.
const timeOf = async (work: () => unknown): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

const bestOf = async (prepare: Curve['prepare'], size: number, runs: number): Promise<number> => {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const work = prepare(size);
    globalThis.gc?.(); // what was prepared is collected now, and not while the work is measured
    times.push(await timeOf(work));
  }
  return Math.min(...times);
};

/** Finds a size whose time can be measured, at most a quarter of the largest size. */
const sizeOf = async ({ prepare, minSize = FIRST_SIZE, maxSize = LARGEST_SIZE }: Curve): Promise<number> => {
  let size = Math.min(minSize, maxSize / 4);
  while (size * 8 <= maxSize && (await bestOf(prepare, size, 2)) < SHORTEST) size *= 2;
  return size;
};

/** Measures a curve. A steep one is measured again, because a busy machine can make a flat one steep but not the reverse. */
export const measure = async (curve: Curve): Promise<Measured> => {
  const size = await sizeOf(curve);
  const results: Measured[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const times: number[] = [];
    for (const factor of [1, 2, 4]) times.push(await bestOf(curve.prepare, size * factor, RUNS));
    const [once = 0, , fourTimes = 0] = times;
    // Where even the largest input is fast, its growth is noise.
    const ratio = fourTimes < 2 * SHORTEST ? 1 : Math.sqrt(fourTimes / Math.max(once, 0.5));
    results.push({ name: curve.name, size, times, ratio });
    if (ratio <= MAX_RATIO) break;
  }
  return results.reduce((best, next) => (next.ratio < best.ratio ? next : best));
};
