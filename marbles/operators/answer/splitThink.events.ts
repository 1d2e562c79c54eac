import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';

/** A piece of text. */
export const delta = (text: string): ResponseEvent => ({ type: 'output_text_delta', delta: text });
/** A piece of reasoning. */
export const thought = (text: string): ResponseEvent => ({
  type: 'reasoning_content_delta',
  delta: text,
  content_index: 0,
});
/** A finished message. */
export const message = (text: string): ResponseEvent => ({
  type: 'output_item_done',
  item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] },
});
/** The finished reasoning that is made of the text of a message. */
export const reasoning = (text: string): ResponseEvent => ({
  type: 'output_item_done',
  item: { type: 'reasoning', id: '', summary: [], content: [{ type: 'reasoning_text', text }] },
});
/** The beginning of a message. */
export const begun: ResponseEvent = {
  type: 'output_item_added',
  item: { type: 'message', role: 'assistant', content: [] },
};
/** The end of an answer. */
export const ended: ResponseEvent = { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' };
