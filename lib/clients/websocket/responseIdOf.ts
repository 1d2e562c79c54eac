import { isJsonObject, nonEmptyText } from '../../protocol/codec/json.js';

/** Returns the id of the response that a frame names. Most frames name none. */
export const responseIdOf = (frame: unknown): string | undefined => {
  if (!isJsonObject(frame)) return undefined;
  const { response, response_id: id } = frame;
  return nonEmptyText(id) ?? (isJsonObject(response) ? nonEmptyText(response['id']) : undefined);
};
