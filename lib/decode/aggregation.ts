import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

/** Merges the deltas of one stream into whole items. A plain state machine: made per subscription. */
export interface Aggregation {
  /** What an event amounts to: nothing, itself, or the items that it makes whole. */
  onEvent(event: ResponseEvent): readonly ResponseEvent[];
  /** The text and the reasoning that were said in deltas and have not yet become items. */
  rest(): readonly ResponseEvent[];
}

/** The events that only announce or repeat what an item says. */
const DROPPED: ReadonlySet<ResponseEvent['type']> = new Set<ResponseEvent['type']>([
  'created',
  'refusal_delta',
  'reasoning_summary_delta',
  'reasoning_summary_part_added',
  'reasoning_summary_done',
  'tool_call_input_delta',
]);

type Message = Extract<ResponseItem, { type: 'message' }>;
type Reasoning = Extract<ResponseItem, { type: 'reasoning' }>;

const done = (item: ResponseItem): ResponseEvent => ({ type: 'output_item_done', item });

/** A finished message with all its text in one part; `deltas` stands in where the item came without text. */
const merged = (item: Message, deltas: string): Message => {
  const said = item.content.map((part) => (part.type === 'output_text' ? part.text : '')).join('');
  const text = said === '' ? deltas : said;
  const others = item.content.filter(({ type }) => type !== 'output_text');
  return { ...item, content: text === '' ? others : [{ type: 'output_text', text }, ...others] };
};

const withReasoning = (item: Reasoning, deltas: string): Reasoning =>
  deltas === '' || (item.content ?? []).length > 0
    ? item
    : { ...item, content: [{ type: 'reasoning_text', text: deltas }] };

/**
 * Whole items in place of deltas. An item that the server finishes is told once, completed by its deltas where it came
 * empty; deltas without such an item become one before the completion: reasoning first, then the message. Unlike codex,
 * it loses no second message and repeats no reasoning. Source: wire.md 8, design 7.
 */
export const aggregation = (): Aggregation => {
  let text = '';
  let reasoning = '';

  const rest = (): readonly ResponseEvent[] => {
    const events: ResponseEvent[] = [];
    if (reasoning !== '')
      events.push(
        done({ type: 'reasoning', id: '', summary: [], content: [{ type: 'reasoning_text', text: reasoning }] }),
      );
    if (text !== '')
      events.push(done({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }));
    text = reasoning = '';
    return events;
  };

  const onItem = (item: ResponseItem): ResponseItem => {
    if (item.type === 'message' && item.role === 'assistant') {
      const whole = merged(item, text);
      text = '';
      return whole;
    }
    if (item.type === 'reasoning') {
      const whole = withReasoning(item, reasoning);
      reasoning = '';
      return whole;
    }
    return item;
  };

  return {
    onEvent: (event) => {
      switch (event.type) {
        case 'output_text_delta':
          text += event.delta;
          return [];
        case 'reasoning_content_delta':
          reasoning += event.delta;
          return [];
        case 'output_item_done':
          return [done(onItem(event.item))];
        case 'completed':
          return [...rest(), event];
        default:
          return DROPPED.has(event.type) ? [] : [event];
      }
    },
    rest,
  };
};
