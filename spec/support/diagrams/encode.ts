import type { Lane, Mark } from './diagramOf.js';

/** Functions that read a lane. */
export interface Reading<T> {
  readonly marks: (lane: Lane) => readonly Mark[];
  readonly value: (mark: Mark, lane: Lane) => T;
  readonly error: (mark: Mark, lane: Lane) => unknown;
}

/** Returns the time at which a lane ends or is unsubscribed; Infinity for one that continues. */
export const endOf = ({ marks }: Lane): number =>
  marks.find(({ type }) => type === 'complete' || type === 'error' || type === 'left')?.at ?? Infinity;

/**
 * Converts a lane to the arguments of RxJS's `cold`: marbles from the frame `from` on, the value of each sign, the
 * error.
 */
export const encode = <T>(lane: Lane, from: number, reading: Reading<T>) => {
  const values: Record<string, T> = {};
  let error: unknown;
  const marks = reading.marks(lane).filter(({ type }) => type !== 'left');

  const signOf = (mark: Mark): string => {
    if (mark.type === 'complete') return '|';
    if (mark.type === 'error') {
      error = reading.error(mark, lane);
      return '#';
    }
    const sign = String.fromCharCode(0xe000 + marks.indexOf(mark)); // private use area: no character that RxJS reads
    values[sign] = reading.value(mark, lane);
    return sign;
  };
  let marbles = '';
  for (const at of new Set(marks.map((mark) => mark.at))) {
    const signs = marks.filter((mark) => mark.at === at).map(signOf);
    marbles = marbles.padEnd(at - from, '-') + (signs.length === 1 ? signs.join('') : `(${signs.join('')})`);
  }
  return [marbles, values, error] as const;
};

/** Converts a subscription to the marbles of RxJS. */
export const encodeSubscription = (from: number, to: number): string => {
  const before = '-'.repeat(from);
  if (to === Infinity) return `${before}^`;
  return to === from ? `${before}(^!)` : `${before}^${'-'.repeat(to - from - 1)}!`;
};
