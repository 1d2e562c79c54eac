import { EventType, type AGUIEvent } from '@ag-ui/core';
import type { AnswerMessage } from '../answer/Answer.js';
import type { AnswerEvent } from '../answer/AnswerEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { METADATA_KEY } from './errorEvent.js';
import { growth, rawItem, type ItemWriter } from './ItemWriter.js';

/** Writes a message of the assistant. A message without text is left out. */
export const messageWriter = (messageId: string): ItemWriter => {
  let [text, refusal] = [0, 0];
  let state: 'new' | 'open' | 'over' = 'new';
  let latest = '';

  const start = (): readonly AGUIEvent[] => {
    if (state !== 'new') return [];
    state = 'open';
    return [{ type: EventType.TEXT_MESSAGE_START, messageId, role: 'assistant' }];
  };
  const content = (delta: string, isRefusal: boolean): readonly AGUIEvent[] =>
    delta === ''
      ? []
      : [
          ...start(),
          {
            type: EventType.TEXT_MESSAGE_CONTENT,
            messageId,
            delta,
            ...(isRefusal ? { metadata: { [METADATA_KEY]: { refusal: true } } } : {}),
          },
        ];
  const end = (item?: ResponseItem): readonly AGUIEvent[] => {
    if (state !== 'open') return [];
    state = 'over';
    return [{ type: EventType.TEXT_MESSAGE_END, messageId, ...rawItem(item) }];
  };
  const grow = (item: AnswerMessage, event: AnswerEvent): readonly AGUIEvent[] => {
    const written = [
      ...content(growth(item.text, text, event), false),
      ...content(growth(item.refusal, refusal, event), true),
    ];
    [text, refusal] = [Math.max(text, item.text.length), Math.max(refusal, item.refusal.length)];
    latest = item.text + item.refusal;
    return written;
  };
  return {
    write: (item, event) => {
      if (item.type !== 'message' || state === 'over') return [];
      return item.done ? [...grow(item, event), ...end(item.item)] : grow(item, event);
    },
    end: () => end(),
    openCall: () => undefined,
    messages: () => (state === 'new' ? [] : [{ id: messageId, role: 'assistant', content: latest }]),
  };
};
