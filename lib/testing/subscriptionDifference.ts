import { alignMarbles, type MarbleLine } from './alignMarbles.js';
import type { MarbleDifference } from './marbleDifference.js';

/** The times of one subscription, in milliseconds. `Infinity`: it was not subscribed to, or not unsubscribed. */
export interface SubscriptionTimes {
  readonly subscribedFrame: number;
  readonly unsubscribedFrame: number;
}

/** The number of subscriptions that are drawn before and after the first that differs. */
const NEIGHBOURS = 2;

const isSame = (one: SubscriptionTimes | undefined, other: SubscriptionTimes | undefined): boolean =>
  one?.subscribedFrame === other?.subscribedFrame && one?.unsubscribedFrame === other?.unsubscribedFrame;

const lineOf = (label: string, log: SubscriptionTimes | undefined): MarbleLine => {
  if (log === undefined) return { label, marks: [] };
  const { subscribedFrame, unsubscribedFrame } = log;
  const marks = [{ at: subscribedFrame, symbol: '^' }];
  if (unsubscribedFrame === Infinity) return { label, marks, open: true };
  return { label, marks: [...marks, { at: unsubscribedFrame, symbol: '!' }] };
};

const counted = (count: number): string => `${count} more subscription${count === 1 ? '' : 's'}`;

/** Returns the time of the first change that only one of two subscriptions has. */
const placeOf = (one: SubscriptionTimes | undefined, other: SubscriptionTimes | undefined) => {
  const start = Math.min(one?.subscribedFrame ?? Infinity, other?.subscribedFrame ?? Infinity);
  if (one?.subscribedFrame !== other?.subscribedFrame) return { at: start, skip: 0 };
  const at = Math.min(one?.unsubscribedFrame ?? Infinity, other?.unsubscribedFrame ?? Infinity);
  return { at, skip: at === start ? 1 : 0 };
};

/**
 * Draws expected and received subscriptions as aligned marble lines, in pairs, with a caret at the first difference.
 * Returns undefined if they are equal.
 *
 * ```txt
 * expected 1  ^--!
 * received 1  ^--!
 * expected 2  -----^--!
 * received 2  ------^-!
 *                  ^ 5 ms
 * ```
 */
export const subscriptionDifference = (
  expected: readonly SubscriptionTimes[],
  received: readonly SubscriptionTimes[],
): MarbleDifference | undefined => {
  const length = Math.max(expected.length, received.length);
  const indices = Array.from({ length }, (_, index) => index);
  const first = indices.find((index) => !isSame(expected[index], received[index]));
  if (first === undefined) return undefined;

  const from = Math.max(0, first - NEIGHBOURS);
  const shown = indices.slice(from, first + NEIGHBOURS + 1);
  const digits = String((shown.at(-1) ?? 0) + 1).length;
  const label = (name: string, index: number): string =>
    `${name}${length === 1 ? '' : ` ${String(index + 1).padStart(digits)}`}  `;
  const lines = shown.flatMap((index) => [
    lineOf(label('expected', index), expected[index]),
    lineOf(label('received', index), received[index]),
  ]);
  const below = 2 * (first - from) + 1;
  const drawing = alignMarbles(lines, { caret: { below, ...placeOf(expected[first], received[first]) } });
  const hidden = length - from - shown.length;
  const rows = drawing.split('\n');
  return {
    text: [
      ...(from > 0 ? [`(${counted(from)} before)`] : []),
      drawing,
      ...(hidden > 0 ? [`(${counted(hidden)} after)`] : []),
    ].join('\n'),
    expected: rows[below - 1]?.slice(label('expected', first).length) ?? '',
    received: rows[below]?.slice(label('received', first).length) ?? '',
  };
};
