import { EventType, type AGUIEvent } from '@ag-ui/core';
import type { AnswerReasoning } from '../answer/Answer.js';
import type { AnswerEvent } from '../answer/AnswerEvent.js';
import { definedMembers } from '../protocol/codec/definedMembers.js';
import { carriesState } from '../protocol/opaqueState.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { METADATA_KEY } from './errorEvent.js';
import { growth, type ItemWriter } from './ItemWriter.js';
import { writeOpaqueItem } from './opaqueItem.js';

const concat = (texts: readonly string[]): string =>
  texts.reduce((all, text) => (all === '' ? text : all + '\n\n' + text), '');

/** Writes reasoning: its text or, if the server sends only a summary, the summary. */
export const reasoningWriter = (messageId: string): ItemWriter => {
  let source: 'text' | 'summary' | undefined;
  let sent = 0;
  let state: 'new' | 'open' | 'over' = 'new';
  let latest = '';
  let encryptedValue: string | undefined;

  const start = (): readonly AGUIEvent[] => {
    if (state !== 'new') return [];
    state = 'open';
    return [
      { type: EventType.REASONING_START, messageId },
      { type: EventType.REASONING_MESSAGE_START, messageId, role: 'reasoning' },
    ];
  };
  const grow = ({ text, summary }: AnswerReasoning, event: AnswerEvent): readonly AGUIEvent[] => {
    if (text !== '') source ??= 'text';
    else if (summary.length > 0) source ??= 'summary';
    latest = source === 'summary' ? concat(summary) : text;
    const delta = growth(latest, sent, event);
    sent = Math.max(sent, latest.length);
    if (delta === '') return [];
    const metadata = source === 'summary' ? { metadata: { [METADATA_KEY]: { summary: true } } } : {};
    return [...start(), { type: EventType.REASONING_MESSAGE_CONTENT, messageId, delta, ...metadata }];
  };
  const end = (item?: ResponseItem): readonly AGUIEvent[] => {
    // The message must exist before its opaque value, also if the reasoning has no readable text.
    const opened = item !== undefined && carriesState(item) ? start() : [];
    if (state !== 'open') return [];
    state = 'over';
    if (item !== undefined) encryptedValue = writeOpaqueItem(item);
    return [
      ...opened,
      { type: EventType.REASONING_MESSAGE_END, messageId },
      ...(encryptedValue === undefined
        ? []
        : [
            {
              type: EventType.REASONING_ENCRYPTED_VALUE,
              subtype: 'message',
              entityId: messageId,
              encryptedValue,
            } as const,
          ]),
      { type: EventType.REASONING_END, messageId },
    ];
  };
  return {
    write: (item, event) => {
      if (item.type !== 'reasoning' || state === 'over') return [];
      return item.done ? [...grow(item, event), ...end(item.item)] : grow(item, event);
    },
    end: () => end(),
    openCall: () => undefined,
    messages: () =>
      state === 'new'
        ? []
        : [{ id: messageId, role: 'reasoning', content: latest, ...definedMembers({ encryptedValue }) }],
  };
};
