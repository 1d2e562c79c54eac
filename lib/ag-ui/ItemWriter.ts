import type { AGUIEvent, Message } from '@ag-ui/core';
import type { AnswerItem } from '../answer/Answer.js';
import type { AnswerEvent } from '../answer/AnswerEvent.js';
import { definedMembers } from '../protocol/codec/definedMembers.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

/** A call that has no result, by the id that it has in the run. */
export interface OpenCall {
  readonly toolCallId: string;
  readonly name: string;
}

/** Writes the changes of one item of an answer as AG-UI events. A plain state machine, created per item. */
export interface ItemWriter {
  /** Writes the change that an event has made to the item. */
  write(item: AnswerItem, event: AnswerEvent): readonly AGUIEvent[];
  /** Ends what is open, because the answer ends in the middle of the item. */
  end(): readonly AGUIEvent[];
  /** The call, if it is complete and has no result. */
  openCall(): OpenCall | undefined;
  /** The messages of the thread that the item has become. */
  messages(): readonly Message[];
}

/** The part of a text that has not been sent. The delta of the event is used where it is that part: cutting copies. */
export const growth = (text: string, sent: number, event: AnswerEvent): string => {
  if (text.length <= sent) return '';
  return 'delta' in event && event.delta.length === text.length - sent ? event.delta : text.slice(sent);
};

/** The finished item, as the `rawEvent` of the event that ends it. */
export const rawItem = (item: ResponseItem | undefined) => definedMembers({ rawEvent: item });
