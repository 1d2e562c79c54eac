import { integer, isJsonObject, nonEmptyText } from '../protocol/codec/json.js';
import type { ResponsesFrame } from '../protocol/ResponsesFrame.js';
import type { StreamCursor } from '../protocol/StreamCursor.js';

/** The sequence numbers of the frames of one connection. */
export interface FrameSequence {
  /** Records a frame. Returns false for a frame that was delivered before. */
  take(json: unknown): boolean;
  /**
   * The position to resume from. Undefined until the response id is known, and always if the server does not number its
   * frames.
   */
  readonly cursor: StreamCursor | undefined;
  /** Becomes true once a frame that ends the response has been recorded. */
  readonly hasEnded: boolean;
}

/** The frames that end a response. `error` has no codec: it is read as a failure, whatever its form. */
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
} as const satisfies Record<keyof typeof ResponsesFrame | 'error', boolean>;

const END_TYPES: ReadonlySet<unknown> = new Set(Object.entries(ENDS).flatMap(([type, ends]) => (ends ? [type] : [])));

/**
 * Tracks the sequence numbers of a stream of the Responses API. Every frame has a `sequence_number`, and the first
 * frames hold the id of the response.
 *
 * Repeated frames are dropped only on a connection that resumes from a cursor. On the first connection, numbers that do
 * not increase show that the server does not number its frames reliably (some send 0 in every frame). All of these
 * frames pass, and there is no cursor, because resuming from one would skip or repeat text. Frames without a number
 * pass, too.
 *
 * @param start the cursor to resume from. Default: none, for a new response.
 */
export const frameSequence = (start?: StreamCursor): FrameSequence => {
  let responseId = start?.response_id;
  let last = start?.sequence_number;
  let hasDelivered = false;
  let isCounted = true;
  let hasEnded = false;

  /** Records a number. Returns true if it is new. */
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
