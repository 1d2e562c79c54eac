// The answers, as the two APIs send them. Every contender reads the same bytes.
import type { Answer, Wire } from '../job.js';

const WORDS = [' the', ' stream', ' of', ' tokens', ' that', ' a', ' model', ' sends', ',', ' one', ' by', ' one', '.'];
/** Real text is not ASCII alone, and one wide character makes a whole decoded chunk a two-byte string. */
const WIDE = ' naïve—“日本”';
const WIDE_EVERY = 97;
const PAD = 'aQ7xZk2LmN9pRt4V';

const ITEM = `msg_${'68af4030592c81938ec0a5fbab4a3e9f'.repeat(2).slice(0, 48)}`;
const RESPONSE = `resp_${'68af4030baa48193b0b43b4c2a176a1a'.repeat(2).slice(0, 48)}`;

/** The text of the delta with this number. */
const textOf = (place: number, size: number): string => {
  const text = place % WIDE_EVERY === 0 ? WIDE : (WORDS[place % WORDS.length] ?? '');
  return size === 0 ? text : text.repeat(Math.ceil(size / text.length)).slice(0, size);
};

/** How much text a client must have read. */
export const lengthOf = ({ deltas, size }: Answer): number => {
  let length = 0;
  for (let place = 0; place < deltas; place++) length += textOf(place, size).length;
  return length;
};

const wholeText = (deltas: number, size: number): string =>
  // Four closing events repeat the text. With large deltas each of them would be as large as all that went before.
  size > 0 ? '' : Array.from({ length: deltas }, (_, place) => textOf(place, 0)).join('');

function* responsesEvents(deltas: number, size: number): Generator<string> {
  let sequence_number = 0;
  const event = (type: string, rest: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence_number++, ...rest })}\n\n`;
  const response = { id: RESPONSE, object: 'response', created_at: 1_756_315_696, model: 'bench', error: null };
  const place = { item_id: ITEM, output_index: 0, content_index: 0 };
  const item = { id: ITEM, type: 'message', role: 'assistant' };
  const partOf = (text: string) => ({ type: 'output_text', annotations: [], logprobs: [], text });

  yield event('response.created', { response: { ...response, status: 'in_progress', output: [], usage: null } });
  yield event('response.in_progress', { response: { ...response, status: 'in_progress', output: [], usage: null } });
  yield event('response.output_item.added', { output_index: 0, item: { ...item, status: 'in_progress', content: [] } });
  yield event('response.content_part.added', { ...place, part: partOf('') });
  for (let index = 0; index < deltas; index++) {
    const delta = textOf(index, size);
    const obfuscation = PAD.slice(0, Math.max(0, PAD.length - delta.length));
    yield event('response.output_text.delta', { ...place, delta, logprobs: [], obfuscation });
  }
  const text = wholeText(deltas, size);
  const done = { ...item, status: 'completed', content: [partOf(text)] };
  const usage = {
    input_tokens: 12,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: deltas,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: deltas + 12,
  };
  yield event('response.output_text.done', { ...place, text, logprobs: [] });
  yield event('response.content_part.done', { ...place, part: partOf(text) });
  yield event('response.output_item.done', { output_index: 0, item: done });
  yield event('response.completed', { response: { ...response, status: 'completed', output: [done], usage } });
}

const CHUNK = {
  id: `chatcmpl-${ITEM.slice(4, 33)}`,
  object: 'chat.completion.chunk',
  created: 1_756_315_696,
  model: 'bench',
  service_tier: 'default',
  system_fingerprint: 'fp_44709d6fcb',
};
const DONE = 'data: [DONE]\n\n';

const chatEvent = (rest: object): string => `data: ${JSON.stringify({ ...CHUNK, ...rest })}\n\n`;
const choice = (delta: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  usage: null,
});

function* chatEvents(deltas: number, size: number): Generator<string> {
  yield chatEvent(choice({ role: 'assistant', content: '', refusal: null }));
  for (let index = 0; index < deltas; index++) {
    const content = textOf(index, size);
    const obfuscation = PAD.slice(0, Math.max(0, PAD.length - content.length));
    yield chatEvent({ ...choice({ content }), obfuscation });
  }
  yield chatEvent(choice({}, 'stop'));
  const usage = { prompt_tokens: 12, completion_tokens: deltas, total_tokens: deltas + 12 };
  yield chatEvent({ choices: [], usage });
  yield DONE;
}

/** The server-sent events of an answer, one by one. */
export const eventsOf = ({ wire, deltas, size }: Answer): Generator<string> =>
  wire === 'chat' ? chatEvents(deltas, size) : responsesEvents(deltas, size);

const ERROR = { code: 'server_error', message: 'The server had an error', param: null };

const responsesError = (rest: object): string =>
  `event: error\ndata: ${JSON.stringify({ type: 'error', sequence_number: 6, ...rest })}\n\n`;
const chatError = `data: ${JSON.stringify({ error: { type: 'server_error', ...ERROR } })}\n\n`;

/** An error inside an answer: as OpenAI documents it, and nested, as it is sent as well. Chat knows the nested one alone. */
export const errorEvents = (wire: Wire): Readonly<Record<'error' | 'nested-error', string>> =>
  wire === 'chat'
    ? { error: chatError, 'nested-error': chatError }
    : {
        error: responsesError(ERROR),
        'nested-error': responsesError({ error: { type: 'server_error', ...ERROR } }),
      };

/** Chat's answer with two tool calls that both have index 0, as some servers number them. */
export const oneIndexEvents = (): string => {
  const call = (id: string, city: string) => {
    const weather = { name: 'weather', arguments: JSON.stringify({ city }) };
    return chatEvent(choice({ tool_calls: [{ index: 0, id, type: 'function', function: weather }] }));
  };
  return [
    chatEvent(choice({ role: 'assistant', content: null })),
    call('call_a', 'Paris'),
    call('call_b', 'Rome'),
    chatEvent(choice({}, 'tool_calls')),
    DONE,
  ].join('');
};
