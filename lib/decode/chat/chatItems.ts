import type { JsonObject } from '../../protocol/codec/json.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import { textBuffer, type TextBuffer } from '../../protocol/codec/textBuffer.js';
import { endsInHalf, withoutHalf } from '../text/wholeCharacters.js';
import type { Annotations } from './annotations.js';
import { joinState, wholeState } from './joinState.js';
import { textParts } from './textParts.js';

/** The kinds of text in a Chat answer, besides tool calls. */
export const CHANNELS = ['reasoning', 'summary', 'text', 'refusal'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Adds a piece of text to one channel (kind of text). */
export type AddPiece = (channel: Channel, piece: string) => void;

/** Ends the part of a channel that is being received, with members that only the server can read. */
export type EndPart = (channel: 'reasoning' | 'text', state: JsonObject) => void;

/** The message and the reasoning of one answer, while their pieces are being received. */
export interface ChatItems {
  /** Adds a piece and emits it. An empty piece is ignored. */
  readonly add: AddPiece;
  readonly endPart: EndPart;
  /** Adds probabilities of the tokens of the text, as received. */
  addLogprobs(logprobs: readonly unknown[]): void;
  /** Returns the events of the halves of characters that nothing has completed, as U+FFFD. */
  flush(): readonly ResponseEvent[];
  /** Adds members that only the server can read. They are part of the reasoning, else of the message. */
  addState(state: JsonObject): void;
  /** True once the message has begun. */
  readonly hasMessage: boolean;
  /** The text of a channel so far. */
  textOf(channel: Channel): string;
  /** The items so far: reasoning first, then the message. An item without text is left out. */
  items(): readonly ResponseItem[];
}

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
 * Assembles the pieces of a Chat answer into items of the Responses API: one message and one reasoning item, each with its
 * text in one part. A part with a member that only the server can read stays a part of its own.
 */
// docs/decisions.md: Chat completion order
export const chatItems = (
  emit: (event: ResponseEvent) => void,
  cited: Pick<Annotations, 'all'> = { all: [] },
): ChatItems => {
  const buffers: Record<Channel, TextBuffer> = {
    text: textBuffer(),
    refusal: textBuffer(),
    reasoning: textBuffer(),
    summary: textBuffer(),
  };

  const halves: Record<Channel, string> = { text: '', refusal: '', reasoning: '', summary: '' };
  const parts = { reasoning: textParts(), text: textParts() };
  const logprobs: unknown[] = [];
  const state: JsonObject[] = [];
  let stateOn: 'reasoning' | 'message' | undefined;

  /** Emits the beginning of the item, and of the summary part, that the first piece of a channel belongs to. */
  const open = (channel: Channel): void => {
    const isMessage = channel === 'text' || channel === 'refusal';
    const siblings: readonly Channel[] = isMessage ? ['text', 'refusal'] : ['reasoning', 'summary'];
    const isBegun = !isMessage && stateOn === 'reasoning';
    if (!isBegun && siblings.every((sibling) => buffers[sibling].isEmpty))
      emit({ type: 'output_item_added', item: isMessage ? MESSAGE : REASONING });
    if (channel === 'summary') emit({ type: 'reasoning_summary_part_added', summary_index: 0 });
  };

  const hasReasoning = (): boolean => !buffers.reasoning.isEmpty || !buffers.summary.isEmpty;
  const hasMessage = (): boolean => !buffers.text.isEmpty || !buffers.refusal.isEmpty;

  const reasoningItem = (): readonly ResponseItem[] => {
    const [reasoning, summary] = [buffers.reasoning.text, buffers.summary.text];
    if (reasoning + summary === '' && stateOn !== 'reasoning') return [];
    return [
      {
        ...(stateOn === 'reasoning' ? wholeState(joinState(state)) : {}),
        type: 'reasoning',
        id: '',
        summary: summary === '' ? [] : [{ type: 'summary_text', text: summary }],
        content: parts.reasoning.of(reasoning).map((part) => ({ type: 'reasoning_text' as const, ...part })),
      },
    ];
  };

  const messageItem = (): readonly ResponseItem[] => {
    const [text, refusal] = [buffers.text.text, buffers.refusal.text];
    if (text + refusal === '') return [];
    const described = {
      ...(cited.all.length === 0 ? {} : { annotations: cited.all }),
      ...(logprobs.length === 0 ? {} : { logprobs }),
    };
    const texts = parts.text.of(text);
    return [
      {
        ...(stateOn === 'message' ? wholeState(joinState(state)) : {}),
        type: 'message',
        role: 'assistant',
        content: [
          ...texts.map((part, index) => ({
            type: 'output_text' as const,
            ...part,
            ...(index === texts.length - 1 ? described : {}),
          })),
          ...(refusal === '' ? [] : [{ type: 'other', raw: { type: 'refusal', refusal } } as const]),
        ],
      },
    ];
  };

  return {
    add: (channel, piece) => {
      const given = halves[channel] === '' ? piece : halves[channel] + piece;
      const isCut = endsInHalf(given);
      halves[channel] = isCut ? given.slice(-1) : '';
      const whole = isCut ? given.slice(0, -1) : given;
      if (whole === '') return;
      const text = buffers[channel];
      if (text.isEmpty) open(channel);
      text.add(whole);
      if (channel === 'reasoning' || channel === 'text') parts[channel].grow(whole.length);
      emit(deltaOf(channel, whole));
    },
    endPart: (channel, given) => parts[channel].end(given),
    // Not spread: a list may be longer than the arguments of a function.
    addLogprobs: (given) => given.forEach((each) => logprobs.push(each)),
    flush: () =>
      CHANNELS.flatMap((channel) => {
        const rest = withoutHalf(halves[channel]);
        halves[channel] = '';
        if (rest === '') return [];
        buffers[channel].add(rest);
        return [deltaOf(channel, rest)];
      }),
    get hasMessage() {
      return hasMessage();
    },
    textOf: (channel) => buffers[channel].text + halves[channel],
    addState: (added) => {
      if (stateOn === undefined && !hasReasoning() && !hasMessage())
        emit({ type: 'output_item_added', item: REASONING });
      stateOn ??= hasReasoning() || !hasMessage() ? 'reasoning' : 'message';
      state.push(added);
    },
    items: () => [...reasoningItem(), ...messageItem()],
  };
};
