import type { ItemDeltaEvent } from '../protocol/ThreadEvent.js';
import type { ThreadItem } from '../protocol/ThreadItem.js';

/**
 * Returns an item with a delta appended to its text. The parts of reasoning are separated by line breaks, as in its last
 * state. Raw reasoning is not part of the item's text and changes nothing.
 */
export const withDelta = (item: ThreadItem, { kind, delta, index = 0 }: ItemDeltaEvent): ThreadItem => {
  if (item.type === 'command_execution' && kind === 'command_output')
    return { ...item, aggregated_output: item.aggregated_output + delta };
  if ((item.type === 'agent_message' && kind === 'text') || (item.type === 'plan' && kind === 'plan'))
    return { ...item, text: item.text + delta };
  if (item.type !== 'reasoning' || kind !== 'reasoning_summary') return item;
  const lines = index === 0 || delta !== '' ? item.text + delta : `${item.text}\n`;
  return { ...item, text: lines };
};
