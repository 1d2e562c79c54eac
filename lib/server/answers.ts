import type { JsonObject } from '../protocol/json.js';
import type { TokenUsage } from '../protocol/TokenUsage.js';
import type { Answer } from './Script.js';
import { piecesOf, wordsOf } from './tokens.js';

/** What may be said of any answer. */
export interface AnswerOptions {
  /** The response's id. The ids of its items end alike: `resp_7` holds `msg_7`. Default: `resp_1`. */
  readonly id?: string | undefined;
  /** Default: `scripted`. */
  readonly model?: string | undefined;
  /** Overrides single counts (default: no input, one output token per delta); null reports no usage at all. */
  readonly usage?: Partial<TokenUsage> | null | undefined;
}

/** A text that is thought before it is said. */
export interface ReasonedText {
  /** The parts of the reasoning's summary. */
  readonly summary?: string | readonly string[] | undefined;
  /** The reasoning itself. */
  readonly reasoning?: string | undefined;
  readonly text: string;
}

export interface ToolCall {
  readonly name: string;
  /** Written as JSON. A string is sent as it is, so that broken arguments can be scripted too. */
  readonly arguments: unknown;
  /** Default: `call_1`, or what the response's id ends with. */
  readonly callId?: string | undefined;
}

// ---- items: each gives its frames, and itself as it is when done

interface Place {
  readonly output_index: number;
  /** What ids end with. */
  readonly suffix: string;
}
type ItemFrames = (place: Place) => { readonly frames: readonly JsonObject[]; readonly item: JsonObject };

const added = (output_index: number, item: JsonObject): JsonObject => ({
  type: 'response.output_item.added',
  output_index,
  item,
});
const done = (output_index: number, item: JsonObject): JsonObject => ({
  type: 'response.output_item.done',
  output_index,
  item,
});

const message =
  (text: string, tokens: readonly string[]): ItemFrames =>
  ({ output_index, suffix }) => {
    const id = `msg_${suffix}`;
    const place = { item_id: id, output_index, content_index: 0 };
    const start = { id, type: 'message', status: 'in_progress', role: 'assistant', content: [] };
    const part = { type: 'output_text', annotations: [], logprobs: [], text };
    const item = { ...start, status: 'completed', content: [part] };
    return {
      item,
      frames: [
        added(output_index, start),
        { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
        ...tokens.map((delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })),
        { type: 'response.output_text.done', ...place, text, logprobs: [] },
        { type: 'response.content_part.done', ...place, part },
        done(output_index, item),
      ],
    };
  };

const reasoningContent = (place: JsonObject, text: string): readonly JsonObject[] => [
  { type: 'response.content_part.added', ...place, content_index: 0, part: { type: 'reasoning_text', text: '' } },
  ...wordsOf(text).map((delta) => ({ type: 'response.reasoning_text.delta', ...place, content_index: 0, delta })),
  { type: 'response.reasoning_text.done', ...place, content_index: 0, text },
  { type: 'response.content_part.done', ...place, content_index: 0, part: { type: 'reasoning_text', text } },
];

const summaryPart = (place: JsonObject, text: string, summary_index: number): readonly JsonObject[] => {
  const at = { ...place, summary_index };
  return [
    { type: 'response.reasoning_summary_part.added', ...at, part: { type: 'summary_text', text: '' } },
    ...wordsOf(text).map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...at, delta })),
    { type: 'response.reasoning_summary_text.done', ...at, text },
    { type: 'response.reasoning_summary_part.done', ...at, part: { type: 'summary_text', text } },
  ];
};

const thought =
  (summary: readonly string[], reasoning: string | undefined): ItemFrames =>
  ({ output_index, suffix }) => {
    const id = `rs_${suffix}`;
    const place = { item_id: id, output_index };
    const start = { id, type: 'reasoning', summary: [], encrypted_content: null };
    const item = {
      ...start,
      summary: summary.map((text) => ({ type: 'summary_text', text })),
      ...(reasoning === undefined ? {} : { content: [{ type: 'reasoning_text', text: reasoning }] }),
    };
    return {
      item,
      frames: [
        added(output_index, start),
        ...(reasoning === undefined ? [] : reasoningContent(place, reasoning)),
        ...summary.flatMap((text, index) => summaryPart(place, text, index)),
        done(output_index, item),
      ],
    };
  };

const functionCall =
  ({ name, arguments: input, callId }: ToolCall): ItemFrames =>
  ({ output_index, suffix }) => {
    const id = `fc_${suffix}`;
    const place = { item_id: id, output_index };
    const json = typeof input === 'string' ? input : JSON.stringify(input ?? {});
    const call_id = callId ?? `call_${suffix}`;
    const start = { id, type: 'function_call', status: 'in_progress', arguments: '', call_id, name };
    const item = { ...start, status: 'completed', arguments: json };
    return {
      item,
      frames: [
        added(output_index, start),
        ...piecesOf(json).map((delta) => ({ type: 'response.function_call_arguments.delta', ...place, delta })),
        { type: 'response.function_call_arguments.done', ...place, arguments: json },
        done(output_index, item),
      ],
    };
  };

// ---- the response around them

const countDeltas = (frames: readonly JsonObject[], of: RegExp): number =>
  frames.filter(({ type }) => typeof type === 'string' && of.test(type)).length;

const usageOf = (frames: readonly JsonObject[], said: Partial<TokenUsage> | null | undefined): JsonObject | null => {
  if (said === null) return null;
  const input_tokens = said?.input_tokens ?? 0;
  const output_tokens = said?.output_tokens ?? countDeltas(frames, /\.delta$/);
  return {
    input_tokens,
    input_tokens_details: { cached_tokens: said?.cached_input_tokens ?? 0 },
    output_tokens,
    output_tokens_details: {
      reasoning_tokens: said?.reasoning_output_tokens ?? countDeltas(frames, /reasoning.*\.delta$/),
    },
    total_tokens: said?.total_tokens ?? input_tokens + output_tokens,
  };
};

const answerOf = (
  items: readonly ItemFrames[],
  { id = 'resp_1', model = 'scripted', usage }: AnswerOptions = {},
): Answer => {
  const made = items.map((frames, output_index) => frames({ output_index, suffix: id.replace(/^resp_/, '') }));
  const body = made.flatMap(({ frames }) => frames);
  const response = {
    id,
    object: 'response',
    created_at: 1_700_000_000, // the same on every run
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    model,
    output: [],
    usage: null,
  };
  const completed = {
    ...response,
    status: 'completed',
    output: made.map(({ item }) => item),
    usage: usageOf(body, usage),
  };
  const frames = [
    { type: 'response.created', response },
    { type: 'response.in_progress', response },
    ...body,
    { type: 'response.completed', response: completed },
  ];
  return { frames: frames.map((frame, sequence_number) => ({ ...frame, sequence_number })) };
};

/**
 * A message, one delta per word.
 *
 * @example
 * server.enqueue({ answer: textAnswer('Hello there', { usage: { input_tokens: 3 } }) });
 */
export const textAnswer = (text: string, options?: AnswerOptions): Answer =>
  answerOf([message(text, wordsOf(text))], options);

/** Reasoning (its own text, then its summary), then a message. */
export const reasoningAnswer = ({ summary = [], reasoning, text }: ReasonedText, options?: AnswerOptions): Answer =>
  answerOf(
    [thought(typeof summary === 'string' ? [summary] : summary, reasoning), message(text, wordsOf(text))],
    options,
  );

/** One function call, whose arguments come in several pieces. */
export const toolCallAnswer = (call: ToolCall, options?: AnswerOptions): Answer =>
  answerOf([functionCall(call)], options);

/** A message whose text is `value` as JSON, as structured outputs are. */
export const structuredAnswer = (value: unknown, options?: AnswerOptions): Answer => {
  const json = JSON.stringify(value ?? null);
  return answerOf([message(json, piecesOf(json))], options);
};
