import { isJsonObject, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';

/** What stands for a frame that is not JSON. */
export const TORN_FRAME = '{"type":"response.output_text.delta","delta":"torn';

/** True for a frame that carries a piece of a text, of reasoning or of arguments. */
export const isTokenFrame = ({ type }: JsonObject): boolean => typeof type === 'string' && type.endsWith('.delta');

const FINISHING: ReadonlySet<unknown> = new Set(['response.completed', 'response.done', 'response.incomplete']);

/** The ids of the responses that these frames finish, on which a later request may build. */
export const finishedIds = (frames: readonly JsonObject[]): readonly string[] =>
  frames
    .filter(({ type }) => FINISHING.has(type))
    .map(({ response }) => (isJsonObject(response) ? nonEmptyText(response['id']) : undefined))
    .filter((id) => id !== undefined);
