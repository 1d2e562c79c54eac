import { isJsonObject, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';

/** Text of a frame that is not JSON. */
export const TORN_FRAME = '{"type":"response.output_text.delta","delta":"torn';

/** True for a frame with a delta of text, reasoning or arguments. */
export const isTokenFrame = ({ type }: JsonObject): boolean => typeof type === 'string' && type.endsWith('.delta');

const FINISHING: ReadonlySet<unknown> = new Set(['response.completed', 'response.done', 'response.incomplete']);

/**
 * Returns the ids of the responses that end in these frames. A later request may name them as its previous response.
 */
export const finishedIds = (frames: readonly JsonObject[]): readonly string[] =>
  frames
    .filter(({ type }) => FINISHING.has(type))
    .map(({ response }) => (isJsonObject(response) ? nonEmptyText(response['id']) : undefined))
    .filter((id) => id !== undefined);
