import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

/** What a Chat answer is said in, besides tool calls. */
export const CHANNELS = ['reasoning', 'summary', 'text', 'refusal'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The message and the reasoning of one answer, while they are being said. */
export interface ChatItems {
  /** Adds a piece; an empty one is nothing. */
  say(channel: Channel, piece: string): readonly ResponseEvent[];
  /** What a channel has said so far. */
  said(channel: Channel): string;
  /** The items as they stand: reasoning first, then the message; none of what was never begun. */
  items(): readonly ResponseItem[];
}

const NOTHING_SAID: readonly ResponseEvent[] = [];
const MESSAGE: ResponseItem = { type: 'message', role: 'assistant', content: [] };
const REASONING: ResponseItem = { type: 'reasoning', id: '', summary: [], content: [] };

const deltaOf = (channel: Channel, delta: string): ResponseEvent => {
  switch (channel) {
    case 'text':
      return { type: 'output_text_delta', delta };
    case 'refusal':
      return { type: 'refusal_delta', delta };
    case 'reasoning':
      return { type: 'reasoning_content_delta', delta, content_index: 0 };
    case 'summary':
      return { type: 'reasoning_summary_delta', delta, summary_index: 0 };
  }
};

/**
 * Puts the pieces of a Chat answer together into items of the Responses API: all text is one part of one message, all
 * reasoning one part of one reasoning item. Source: wire.md 5, design 7 "Chat completion order".
 */
export const chatItems = (): ChatItems => {
  const said: Record<Channel, string> = { text: '', refusal: '', reasoning: '', summary: '' };

  /** What announces a piece: the item it belongs to, and its part, where it is the first one. */
  const openings = (channel: Channel): readonly ResponseEvent[] => {
    const isMessage = channel === 'text' || channel === 'refusal';
    const isOpen = isMessage ? said.text + said.refusal !== '' : said.reasoning + said.summary !== '';
    const item: readonly ResponseEvent[] = isOpen
      ? []
      : [{ type: 'output_item_added', item: isMessage ? MESSAGE : REASONING }];
    return channel === 'summary' ? [...item, { type: 'reasoning_summary_part_added', summary_index: 0 }] : item;
  };

  const reasoningItem = (): readonly ResponseItem[] => {
    if (said.reasoning + said.summary === '') return [];
    return [
      {
        type: 'reasoning',
        id: '',
        summary: said.summary === '' ? [] : [{ type: 'summary_text', text: said.summary }],
        content: said.reasoning === '' ? [] : [{ type: 'reasoning_text', text: said.reasoning }],
      },
    ];
  };

  const messageItem = (): readonly ResponseItem[] => {
    if (said.text + said.refusal === '') return [];
    const { text, refusal } = said;
    return [
      {
        type: 'message',
        role: 'assistant',
        content: [
          ...(text === '' ? [] : [{ type: 'output_text', text } as const]),
          ...(refusal === '' ? [] : [{ type: 'other', raw: { type: 'refusal', refusal } } as const]),
        ],
      },
    ];
  };

  return {
    say: (channel, piece) => {
      if (piece === '') return NOTHING_SAID;
      const delta = deltaOf(channel, piece);
      const events = said[channel] === '' ? [...openings(channel), delta] : [delta];
      said[channel] += piece;
      return events;
    },
    said: (channel) => said[channel],
    items: () => [...reasoningItem(), ...messageItem()],
  };
};
