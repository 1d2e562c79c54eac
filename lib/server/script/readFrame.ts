import { isJsonObject, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';

/** A frame that is cut off in the middle of its JSON. */
export const TORN_FRAME = '{"type":"response.output_text.delta","delta":"torn';

/** Returns whether a frame is a delta of text, reasoning or tool arguments. */
export const isTokenFrame = ({ type }: JsonObject): boolean => typeof type === 'string' && type.endsWith('.delta');

const FINISHING: ReadonlySet<unknown> = new Set(['response.completed', 'response.done', 'response.incomplete']);

/**
 * Returns the ids of the responses that these frames finish. A later request can use them as its
 * `previous_response_id`.
 */
export const finishedIds = (frames: readonly JsonObject[]): readonly string[] =>
  frames
    .filter(({ type }) => FINISHING.has(type))
    .map(({ response }) => (isJsonObject(response) ? nonEmptyText(response['id']) : undefined))
    .filter((id) => id !== undefined);
