import type { Lane, Mark } from './diagramOf.js';

/** How a lane is read. */
export interface Reading<T> {
  readonly marks: (lane: Lane) => readonly Mark[];
  readonly value: (mark: Mark, lane: Lane) => T;
  readonly error: (mark: Mark, lane: Lane) => unknown;
}

/** When a lane ends, or is left; Infinity for one that goes on. */
export const endOf = ({ marks }: Lane): number =>
  marks.find(({ type }) => type === 'complete' || type === 'error' || type === 'left')?.at ?? Infinity;

/** A lane as RxJS takes it: its marbles, one sign for each value, from a frame on; the values of the signs; the error. */
export const encode = <T>(lane: Lane, from: number, reading: Reading<T>) => {
  const values: Record<string, T> = {};
  let error: unknown;
  const said = reading.marks(lane).filter(({ type }) => type !== 'left');

  const signOf = (mark: Mark): string => {
    if (mark.type === 'complete') return '|';
    if (mark.type === 'error') {
      error = reading.error(mark, lane);
      return '#';
    }
    const sign = String.fromCharCode(0xe000 + said.indexOf(mark)); // Unicode's private area: no sign of RxJS's own
    values[sign] = reading.value(mark, lane);
    return sign;
  };
  let marbles = '';
  for (const at of new Set(said.map((mark) => mark.at))) {
    const signs = said.filter((mark) => mark.at === at).map(signOf);
    marbles = marbles.padEnd(at - from, '-') + (signs.length === 1 ? signs.join('') : `(${signs.join('')})`);
  }
  return [marbles, values, error] as const;
};

/** A subscription as RxJS takes it. */
export const encodeSubscription = (from: number, to: number): string => {
  const before = '-'.repeat(from);
  if (to === Infinity) return `${before}^`;
  return to === from ? `${before}(^!)` : `${before}^${'-'.repeat(to - from - 1)}!`;
};
