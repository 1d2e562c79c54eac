import { sameJson } from '../../protocol/codec/sameJson.js';
import type { MarbleEvents } from '../../protocol/recording/marbleFile/MarbleFile.js';
import type { MarbleMessage } from '../comparableMessages.js';
import { marbleDifference, type MarbleDifference } from '../marbleDifference.js';

const messagesOf = ({ events, ending }: MarbleEvents): readonly MarbleMessage[] => {
  const messages = events.map(({ at, value }): MarbleMessage => ({ frame: at, notification: { kind: 'N', value } }));
  if (ending.type === 'complete') return [...messages, { frame: ending.at, notification: { kind: 'C' } }];
  if (ending.type === 'error')
    return [...messages, { frame: ending.at, notification: { kind: 'E', error: ending.error } }];
  return messages;
};

/**
 * Compares two lists of events, their values exactly and their times under a tolerance. Returns undefined if they are
 * equal. A time within the tolerance is drawn at the expected time.
 *
 * @param tolerance the largest difference between two times, in milliseconds.
 */
export const eventDifference = (
  expected: MarbleEvents,
  received: MarbleEvents,
  tolerance: number,
): MarbleDifference | undefined => {
  const wanted = messagesOf(expected);
  const got = messagesOf(received).map((message, index) => {
    const frame = wanted[index]?.frame ?? Infinity;
    return Math.abs(message.frame - frame) <= tolerance ? { ...message, frame } : message;
  });
  return marbleDifference(wanted, got, {
    isEqual: (one, other) =>
      one.frame === other.frame &&
      one.notification.kind === other.notification.kind &&
      sameJson(one.notification.value, other.notification.value) &&
      sameJson(one.notification.error, other.notification.error),
  });
};
