import type { Attributes } from '@opentelemetry/api';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import { ATTRIBUTE } from './attributes.js';
import { contentList } from './contentList.js';
import { itemMessage, textPart } from './messages.js';

/** The content of the answer to one call. One mutable object is created per call. */
export interface AnswerContent {
  onEvent(event: ResponseEvent): void;
  attributes(): Attributes;
}

// In the conventions one generation is one message, however many items it has.
const [BEFORE, AFTER] = ['[{"role":"assistant","parts":', '}]'];

/**
 * Collects the content of an answer from its finished items. Uses the text deltas of a message that was not finished.
 *
 * @param maxLength the maximum number of characters that are kept and written.
 * @param redact masks secrets that the server repeats.
 */
export const answerContent = (maxLength: number, redact: (text: string) => string): AnswerContent => {
  const parts = contentList(maxLength - BEFORE.length - AFTER.length, redact);
  let text = '';

  return {
    onEvent: (event) => {
      if (event.type === 'output_text_delta' && text.length < maxLength) text += event.delta;
      if (event.type !== 'output_item_done') return;
      const { parts: done } = itemMessage(event.item);
      const isMessage = event.item.type === 'message';
      // Some servers finish a message without repeating its text.
      const isEmpty = isMessage && text !== '' && done.every(({ content }) => content === '');
      (isEmpty ? [textPart(text)] : done).forEach((part) => parts.add(part));
      if (isMessage) text = '';
    },
    attributes: () => {
      if (text !== '') parts.add(textPart(text));
      const written = parts.write();
      return { [ATTRIBUTE.outputMessages]: written === undefined ? undefined : `${BEFORE}${written}${AFTER}` };
    },
  };
};
