import { isRight } from '#either';
import { parseJsonText } from '../protocol/codec/json.js';
import { ResponseItem } from '../protocol/ResponseItem.js';

/** Writes an item as the opaque value of a message or of a call, which the page keeps and sends back. */
export const writeOpaqueItem = (item: ResponseItem): string => JSON.stringify(item);

/** Reads an item from a value that came from the network. Returns undefined for a value of any other type. */
export const readItem = <Type extends ResponseItem['type']>(
  value: unknown,
  ...types: readonly Type[]
): Extract<ResponseItem, { type: Type }> | undefined => {
  const decoded = ResponseItem.decode(value);
  if (!isRight(decoded)) return undefined;
  const item: ResponseItem = decoded.right;
  const isOfType = (candidate: ResponseItem): candidate is Extract<ResponseItem, { type: Type }> =>
    types.some((type) => type === candidate.type);
  return isOfType(item) ? item : undefined;
};

/** Reads the opaque value of a message or of a call. */
export const readOpaqueItem = <Type extends ResponseItem['type']>(
  value: string | undefined,
  ...types: readonly Type[]
): Extract<ResponseItem, { type: Type }> | undefined =>
  value === undefined ? undefined : readItem(parseJsonText(value), ...types);
