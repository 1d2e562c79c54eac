import {
  ChatClient,
  GeminiClient,
  MessagesClient,
  ResponsesClient,
  type ClientOptions,
  type Prompt,
  type RoutedOptions,
  type ResponseStream,
} from 'codex-rx';
import {
  CHAT_DONE,
  chatDelta,
  chatFinish,
  chatToolCall,
  completed,
  created,
  itemDone,
  sse,
  textDelta,
} from 'codex-rx/testing';

/** One of the APIs: how a server writes an answer in it, as text of an event stream. */
export interface Wire {
  readonly name: 'responses' | 'chat' | 'messages' | 'gemini';
  /** The end of its address. */
  readonly path: string;
  /** What comes before the first word. */
  readonly opening: string;
  readonly delta: (text: string) => string;
  /** What says that the answer is whole, but not yet that the stream is over. */
  readonly closing: string;
  /** What ends the stream. */
  readonly terminal: string;
  /** A call of a function, from its first to its last frame. */
  readonly toolCall: (pieces: readonly string[]) => string;
  readonly ask: (client: ClientOptions, prompt: string | Prompt, options?: RoutedOptions) => ResponseStream;
}

/** The answer that every row plays, in three pieces; the second is not ASCII. */
export const PIECES = ['Hello ', '💙 ', 'world'] as const;
export const TEXT = PIECES.join('');
/** What has come when a fault strikes after two deltas. */
export const TWO = PIECES.slice(0, 2).join('');

const USAGE = { input_tokens: 1, output_tokens: 3, total_tokens: 4 };
const CHAT_USAGE = { prompt_tokens: 1, completion_tokens: 3, total_tokens: 4 };
export const messageItem = (text: string) => ({
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});

const responses: Wire = {
  name: 'responses',
  path: '/responses',
  opening: sse(created(), {
    type: 'response.output_item.added',
    output_index: 0,
    item: { ...messageItem(''), content: [] },
  }),
  delta: (text) => sse({ ...textDelta(text), item_id: 'msg_1', output_index: 0, content_index: 0 }),
  closing: sse({ ...itemDone(messageItem(TEXT)), output_index: 0 }),
  terminal: sse(completed('resp_1', USAGE)),
  toolCall: (pieces) => {
    const item = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'weather' };
    return sse(
      created(),
      { type: 'response.output_item.added', output_index: 0, item: { ...item, arguments: '' } },
      ...pieces.map((delta) => ({
        type: 'response.function_call_arguments.delta',
        item_id: 'fc_1',
        output_index: 0,
        delta,
      })),
      { ...itemDone({ ...item, arguments: pieces.join('') }), output_index: 0 },
    );
  },
  ask: (client, prompt, options) => new ResponsesClient(client).streamPrompt('m', prompt, options),
};

const chat: Wire = {
  name: 'chat',
  path: '/chat/completions',
  opening: sse(chatDelta({ role: 'assistant', content: '' })),
  delta: (text) => sse(chatDelta({ content: text })),
  closing: sse(chatFinish('stop')),
  terminal: sse({ id: 'chatcmpl-1', choices: [], usage: CHAT_USAGE }) + CHAT_DONE,
  toolCall: (pieces) =>
    sse(
      chatToolCall({ index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } }),
      ...pieces.map((piece) => chatToolCall({ index: 0, function: { arguments: piece } })),
      chatFinish('tool_calls'),
    ),
  ask: (client, prompt, options) => new ChatClient(client).streamPrompt('m', prompt, options),
};

const messages: Wire = {
  name: 'messages',
  path: '/messages',
  opening: sse(
    { type: 'message_start', message: { id: 'msg_1', model: 'm', content: [], usage: { input_tokens: 1 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  ),
  delta: (text) => sse({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
  closing: sse(
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } },
  ),
  terminal: sse({ type: 'message_stop' }),
  toolCall: (pieces) =>
    sse(
      { type: 'message_start', message: { id: 'msg_1', content: [] } },
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} },
      },
      ...pieces.map((partial_json) => ({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json },
      })),
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: {} },
    ),
  ask: (client, prompt, options) => new MessagesClient(client).streamPrompt('m', prompt, options),
};

const geminiChunk = (parts: readonly object[]) => ({
  responseId: 'r_1',
  candidates: [{ content: { role: 'model', parts }, index: 0 }],
});
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const gemini: Wire = {
  name: 'gemini',
  path: '/models/m:streamGenerateContent?alt=sse',
  opening: sse(geminiChunk([])),
  delta: (text) => sse(geminiChunk([{ text }])),
  closing: '',
  terminal: sse({
    candidates: [{ finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 3, totalTokenCount: 4 },
  }),
  toolCall: (pieces) =>
    sse(geminiChunk([{ functionCall: { id: 'call_1', name: 'weather', args: parsed(pieces.join('')) } }])),
  ask: (client, prompt, options) => new GeminiClient(client).streamPrompt('m', prompt, options),
};

export const wires: readonly Wire[] = [responses, chat, messages, gemini];

/** The text of the answer in frames, without its ends. */
export const deltasOf = (wire: Wire, pieces: readonly string[] = PIECES): string =>
  pieces.map((piece) => wire.delta(piece)).join('');

/** An answer up to its second delta. */
export const halfOf = (wire: Wire): string => wire.opening + deltasOf(wire, PIECES.slice(0, 2));

/** A whole answer. */
export const wholeOf = (wire: Wire): string => wire.opening + deltasOf(wire) + wire.closing + wire.terminal;
