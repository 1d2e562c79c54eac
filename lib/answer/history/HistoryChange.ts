import type { ResponseItem } from '../../protocol/ResponseItem.js';

/** An item with its index in the list that was given. */
export interface IndexedItem {
  readonly index: number;
  readonly item: ResponseItem;
}

/** One item that `validHistory` has left out, moved or mended. */
export interface HistoryChange extends IndexedItem {
  /**
   * - `call_without_output`, `output_without_call`: left out
   * - `reasoning_without_item`: left out, because no item of the answer follows the reasoning
   * - `empty_message`: left out, a message of the assistant without content
   * - `moved_output`: moved behind its call
   * - `invalid_arguments`: replaced by a JSON object
   * - `repeated_call_id`: the call, and its output, got an id of their own
   */
  readonly type:
    | 'call_without_output'
    | 'output_without_call'
    | 'reasoning_without_item'
    | 'empty_message'
    | 'moved_output'
    | 'invalid_arguments'
    | 'repeated_call_id';
}

/** Adds a change to the list of changes. */
export type ReportChange = (type: HistoryChange['type'], item: IndexedItem) => void;
