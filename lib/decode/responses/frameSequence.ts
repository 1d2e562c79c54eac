import { integer, isJsonObject, nonEmptyText } from '../../protocol/codec/json.js';
import type { ResponsesFrame } from '../../protocol/ResponsesFrame.js';
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

/** Which frames end a response. `error` and `response.cancelled` have no codec: the first is read as a failure, whatever its form. */
const ENDS = {
  'response.created': false,
  'response.output_item.added': false,
  'response.output_item.done': false,
  'response.output_text.delta': false,
  'response.reasoning_summary_text.delta': false,
  'response.reasoning_text.delta': false,
  'response.reasoning_summary_text.done': false,
  'response.refusal.delta': false,
  'response.reasoning_summary_part.added': false,
  'response.function_call_arguments.delta': false,
  'response.custom_tool_call_input.delta': false,
  'response.completed': true,
  'response.done': true,
  'response.incomplete': true,
  'response.failed': true,
  'response.cancelled': true,
  error: true,
} as const satisfies Record<keyof typeof ResponsesFrame | 'response.cancelled' | 'error', boolean>;

const END_TYPES: ReadonlySet<unknown> = new Set(Object.entries(ENDS).flatMap(([type, ends]) => (ends ? [type] : [])));

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
      hasEnded ||= END_TYPES.has(type);
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
