import type { AnswerEvent } from './AnswerEvent.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

type TextDelta = Extract<ResponseEvent, { type: 'output_text_delta' }>;
type Message = Extract<ResponseItem, { type: 'message' }>;

/** A piece of a text: reasoning, or text for the user. */
interface Piece {
  readonly isReasoning: boolean;
  readonly text: string;
}

interface ThinkOptions {
  readonly tag: string;
  readonly where: 'start' | 'anywhere';
}

/** The number of characters at the end of `text` that may be the beginning of `tag`. */
const partialLength = (text: string, tag: string): number => {
  for (let length = Math.min(text.length, tag.length - 1); length > 0; length--)
    if (tag.startsWith(text.slice(-length).toLowerCase())) return length;
  return 0;
};

/** A tag in any case. Not with a text in lower case, which may be longer, and takes long to make for each tag of a text. */
const patternOf = (tag: string): RegExp => new RegExp(tag.replace(/[^\w\s]/g, '\\$&'), 'i');

/** Creates a reader of one text with tags. */
const splitter = ({ tag, where }: ThinkOptions) => {
  const [opening, closing] = [`<${tag}>`.toLowerCase(), `</${tag}>`.toLowerCase()];
  const [openingPattern, closingPattern] = [patternOf(opening), patternOf(closing)];
  let held = '';
  let blanks = ''; // before the first word
  let state: 'start' | 'reasoning' | 'after' | 'text' = 'start';
  let pieces: Piece[] = [];

  const take = (length: number): void => {
    if (length > 0) pieces.push({ isReasoning: state === 'reasoning', text: held.slice(0, length) });
    held = held.slice(length);
  };
  /** Takes the text up to a tag and drops the tag. Without it, takes all but what may be the beginning of the tag. */
  const takeUpTo = (wanted: string, pattern: RegExp, isEnd: boolean): boolean => {
    const place = held.search(pattern);
    take(place === -1 ? held.length - (isEnd ? 0 : partialLength(held, wanted)) : place);
    if (place !== -1) held = held.slice(wanted.length);
    return place !== -1;
  };

  /** Reads as far as the state allows. Returns true if it has changed and more can be read. */
  const read = (isEnd: boolean): boolean => {
    const text = held.trimStart();
    const start = text.slice(0, opening.length).toLowerCase();
    switch (state) {
      case 'start':
        blanks += held.slice(0, held.length - text.length);
        held = text;
        if (start !== opening && opening.startsWith(start) && !isEnd) return false;
        held = start === opening ? text.slice(opening.length) : blanks + text;
        state = start === opening ? 'reasoning' : 'text';
        return true;
      case 'reasoning':
        if (!takeUpTo(closing, closingPattern, isEnd)) return false;
        state = 'after';
        return true;
      case 'after':
        // The blank lines between the reasoning and the answer belong to neither.
        held = text;
        if (held === '') return false;
        state = 'text';
        return true;
      case 'text':
        if (where === 'start') take(held.length);
        else if (takeUpTo(opening, openingPattern, isEnd)) state = 'reasoning';
        return state === 'reasoning';
    }
  };

  return {
    add: (text: string, isEnd: boolean): readonly Piece[] => {
      held += text;
      pieces = [];
      while (read(isEnd)) continue;
      return pieces;
    },
  };
};

/** The reasoning in a whole message, and the message without it. */
const splitMessage = (item: Message, options: ThinkOptions): readonly ResponseItem[] => {
  const split = splitter(options);
  let reasoning = '';
  const content = item.content.flatMap((part): Message['content'] => {
    if (part.type !== 'output_text') return [part];
    const pieces = split.add(part.text, true);
    const textOf = (wanted: boolean) =>
      pieces.map(({ isReasoning, text }) => (isReasoning === wanted ? text : '')).join('');
    reasoning += textOf(true);
    const text = textOf(false);
    return text === part.text ? [part] : [{ ...part, text }];
  });
  if (content.every((part, place) => part === item.content[place])) return [item];
  // Models that do not think write an empty block.
  const message = { ...item, content: content.filter((part) => part.type !== 'output_text' || part.text !== '') };
  if (reasoning === '') return [message];
  return [{ type: 'reasoning', id: '', summary: [], content: [{ type: 'reasoning_text', text: reasoning }] }, message];
};

/** Splits the events of one stream. */
export interface ThinkTags {
  /** Returns the events that replace an event. */
  onEvent<E extends AnswerEvent>(event: E): readonly (E | ResponseEvent)[];
  /** Returns the events of the text that is held back. */
  flush(): readonly ResponseEvent[];
}

/** Converts the text between tags to reasoning. A plain state machine, created per subscription. */
export const thinkTags = (options: ThinkOptions): ThinkTags => {
  let split = splitter(options);
  let latest: TextDelta | undefined;
  /** The beginning of a message, held back because reasoning may come before it. */
  let begun: ResponseEvent | undefined;

  const begin = (): readonly ResponseEvent[] => {
    const events = begun === undefined ? [] : [begun];
    begun = undefined;
    return events;
  };
  const eventsOf = (event: TextDelta, pieces: readonly Piece[]): readonly ResponseEvent[] =>
    pieces.flatMap(({ isReasoning, text }): readonly ResponseEvent[] =>
      isReasoning
        ? [{ type: 'reasoning_content_delta', delta: text, content_index: 0 }]
        : [...begin(), { ...event, delta: text }],
    );
  const endText = (): readonly ResponseEvent[] => {
    const events = latest === undefined ? [] : eventsOf(latest, split.add('', true));
    latest = undefined;
    split = splitter(options);
    return events;
  };
  const flush = (): readonly ResponseEvent[] => [...endText(), ...begin()];

  return {
    onEvent: (event) => {
      switch (event.type) {
        case 'output_text_delta': {
          const isNewItem = latest !== undefined && latest.output_index !== event.output_index;
          const before = isNewItem ? flush() : [];
          latest = event;
          return [...before, ...eventsOf(event, split.add(event.delta, false))];
        }
        case 'output_item_added': {
          const before = flush();
          const { item } = event;
          if (item.type !== 'message' || item.role !== 'assistant') return [...before, event];
          begun = { type: 'output_item_added', item };
          return before;
        }
        case 'output_item_done': {
          const { item } = event;
          if (item.type !== 'message' || item.role !== 'assistant') return [event];
          const before = endText();
          const items = splitMessage(item, options).map((each) => ({ type: 'output_item_done', item: each }) as const);
          return [...before, ...items.slice(0, -1), ...begin(), ...items.slice(-1)];
        }
        case 'completed':
          return [...flush(), event];
        case 'reset':
          latest = undefined;
          begun = undefined;
          split = splitter(options);
          return [event];
        default:
          return [event];
      }
    },
    flush,
  };
};
