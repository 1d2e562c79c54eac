import { integer, isJsonObject, nonEmptyText } from '../../protocol/codec/json.js';
import type { StreamCursor } from '../../protocol/StreamCursor.js';

/** The frames of one connection, as they are counted by the server. */
export interface FrameSequence {
  /** Takes note of a frame; false for one that was delivered before. */
  take(json: unknown): boolean;
  /** After which frame to go on; undefined while that is unknown, and where the server does not count its frames. */
  readonly cursor: StreamCursor | undefined;
  /** Whether the frame that ends a response was among them. */
  readonly hasEnded: boolean;
}

const ENDS: ReadonlySet<unknown> = new Set([
  'response.completed',
  'response.done',
  'response.incomplete',
  'response.failed',
  'response.cancelled',
  'error',
]);

/**
 * Follows the numbers of a stream of the Responses API, where every frame has a `sequence_number` and the first ones say
 * whose response it is.
 *
 * Repeats are dropped only behind a cursor. On a connection that begins at the beginning, numbers that do not grow tell
 * of a server that counts badly (some number every frame 0): all of its frames pass, and there is no cursor, because going
 * on from one would skip or repeat text. Frames without a number pass, and are not counted. Source: demands.md D45.
 *
 * @param start where the connection was asked to go on. Default: it is a new response.
 */
export const frameSequence = (start?: StreamCursor): FrameSequence => {
  let responseId = start?.response_id;
  let last = start?.sequence_number;
  let hasDelivered = false;
  let isCounted = true;
  let hasEnded = false;

  /** Whether a number is new. */
  const count = (number: number): boolean => {
    if (last === undefined || number > last) {
      last = number;
      return true;
    }
    if (start?.sequence_number !== undefined) return false;
    isCounted = false;
    return true;
  };

  return {
    take: (json) => {
      if (!isJsonObject(json)) return true;
      const { sequence_number: number, response, type } = json;
      if (integer.is(number) && !count(number)) return false;
      if (responseId === undefined && isJsonObject(response)) responseId = nonEmptyText(response['id']);
      hasDelivered = true;
      hasEnded ||= ENDS.has(type);
      return true;
    },
    get cursor() {
      if (responseId === undefined || !isCounted || (last === undefined && hasDelivered)) return undefined;
      return { response_id: responseId, sequence_number: last };
    },
    get hasEnded() {
      return hasEnded;
    },
  };
};
