import { carriesState } from '../../protocol/opaqueState.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';

/**
 * Returns true for a message of the assistant that holds nothing: servers refuse it. A message with a member that only
 * its server can read is not empty.
 */
export const isEmptyMessage = (item: ResponseItem): boolean =>
  item.type === 'message' &&
  item.role === 'assistant' &&
  item.content.every((part) => part.type === 'output_text' && part.text === '') &&
  !carriesState(item);
