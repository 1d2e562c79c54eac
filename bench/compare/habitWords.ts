import type { Round } from '../Bench.js';
import type { LeaveReport, WatchReport } from '../job.js';
import { figure } from '../table.js';

/** The longest silence that each client is told to allow, where it has an option for that; all in milliseconds. */
export const IDLE_TIMEOUT = 500;
/** How long a client is watched. */
export const WATCHED = 3000;
/** How long it stays after it has left. */
export const LINGER = 2000;

const LONGEST = 56;

const shortened = (message: string): string => {
  const [line = ''] = message.trim().split('\n');
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
};

const crashOf = ({ uncaught }: WatchReport | LeaveReport): readonly string[] =>
  uncaught === undefined ? [] : [`crashes the process: ${shortened(uncaught)}`];

/** What came of an answer that broke off, in the words of the client where it has some. */
export const outcomeOf = (report: WatchReport, whole: number): string => {
  const { signs, end, message = '', length } = report;
  const ends = {
    over: length === whole ? 'ends with the whole text' : 'ends',
    thrown: `throws: ${shortened(message)}`,
    waiting: 'waits',
  };
  return [...signs, ends[end], ...crashOf(report)].join(', ');
};

/** When a client gave up on a silence. */
export const patienceOf = (report: WatchReport): string => {
  const { signs, end, after } = report;
  if (end === 'waiting') return `waits after ${(after / 1000).toFixed(0)} s`;
  const how = [...signs, end === 'thrown' ? 'throws' : 'ends'].join(', ');
  return [`${how} after ${after.toFixed(0)} ms`, ...crashOf(report)].join(', ');
};

/** How long after the consumer had left the other side was let go of. `at`: when, in milliseconds since the epoch. */
export const releaseOf = (report: LeaveReport, at: number, linger: number): string => {
  const { leftAt } = report;
  if (leftAt === undefined) return 'never read so far';
  const after = Math.max(0, at - leftAt);
  // The end of the process lets go in any case.
  return [after < linger ? `${figure([after])} ms` : 'never', ...crashOf(report)].join(', ');
};

/** A cell of a contender; empty where it took no part. */
export const cellOf = <T>(round: Round<T>, name: string, words: (result: T) => string): string => {
  const result = round.get(name);
  return result === undefined ? '' : words(result);
};
