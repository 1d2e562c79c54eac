import { isPresent } from '../protocol/codec/json.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

/**
 * True if `item` is the finished reasoning `given` once more, with the encrypted content that it lacked. Azure sends
 * that content only with the end of the response.
 */
export const completesReasoning = (given: ResponseItem | undefined, item: ResponseItem): boolean =>
  given?.type === 'reasoning' &&
  item.type === 'reasoning' &&
  item.id !== '' &&
  given.id === item.id &&
  isPresent(item.encrypted_content) &&
  !isPresent(given.encrypted_content);
