import type { ItemDeltaEvent } from '../protocol/ThreadEvent.js';
import type { ThreadItem } from '../protocol/ThreadItem.js';

/**
 * Returns an item with a delta appended to its text. Raw reasoning is not part of the item's text and changes nothing.
 */
export const withDelta = (item: ThreadItem, { kind, delta }: ItemDeltaEvent): ThreadItem => {
  if (item.type === 'command_execution' && kind === 'command_output')
    return { ...item, aggregated_output: item.aggregated_output + delta };
  const isOwn =
    (item.type === 'agent_message' && kind === 'text') ||
    (item.type === 'plan' && kind === 'plan') ||
    (item.type === 'reasoning' && kind === 'reasoning_summary');
  return isOwn ? { ...item, text: item.text + delta } : item;
};
