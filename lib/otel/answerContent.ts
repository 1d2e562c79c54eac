import type { Attributes } from '@opentelemetry/api';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import { ATTRIBUTE } from './attributes.js';
import { contentList } from './contentList.js';
import { itemMessage, textPart } from './messages.js';

/** What is answered to one call. A plain state machine: made per call. */
export interface AnswerContent {
  onEvent(event: ResponseEvent): void;
  attributes(): Attributes;
}

// One generation is one message, whatever number of items it came in.
const [BEFORE, AFTER] = ['[{"role":"assistant","parts":', '}]'];

/**
 * Writes an answer from its finished items; of a message that was not finished, what its deltas said.
 *
 * @param maxLength the most characters that are kept, and written.
 */
export const answerContent = (maxLength: number): AnswerContent => {
  const parts = contentList(maxLength - BEFORE.length - AFTER.length);
  let said = '';

  return {
    onEvent: (event) => {
      if (event.type === 'output_text_delta' && said.length < maxLength) said += event.delta;
      if (event.type !== 'output_item_done') return;
      const { parts: done } = itemMessage(event.item);
      const isMessage = event.item.type === 'message';
      // Some servers finish a message without repeating its text.
      const isEmpty = isMessage && said !== '' && done.every(({ content }) => content === '');
      (isEmpty ? [textPart(said)] : done).forEach((part) => parts.add(part));
      if (isMessage) said = '';
    },
    attributes: () => {
      if (said !== '') parts.add(textPart(said));
      const written = parts.write();
      return { [ATTRIBUTE.outputMessages]: written === undefined ? undefined : `${BEFORE}${written}${AFTER}` };
    },
  };
};
