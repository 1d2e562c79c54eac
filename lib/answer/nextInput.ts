import type { ToolCall } from './AnswerEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { validHistory } from './validHistory.js';

/**
 * Builds the conversation of the next step: the items so far and the outputs of the calls, in the order of the calls, in
 * a form that every server accepts.
 */
export const nextInput = (
  items: readonly ResponseItem[],
  calls: readonly ToolCall[],
  outputs: ReadonlyMap<string, ResponseItem>,
): readonly ResponseItem[] =>
  validHistory([...items, ...calls.flatMap(({ call_id }) => outputs.get(call_id) ?? [])], { continues: true }).items;
