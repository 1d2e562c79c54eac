import type { AnswerItem } from '../Answer.js';

/** An item, with the identifiers that its deltas use. */
export interface Slot<T extends AnswerItem = AnswerItem> {
  item: T;
  /** The number of items begun before it. */
  readonly order: number;
  readonly id: string | undefined;
  output_index?: number | undefined;
  /** The `summary_index` of the last summary delta, and the position of its part in the list of summary parts. */
  part?: { readonly index: number; readonly position: number };
}
