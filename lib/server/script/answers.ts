import type { TokenUsage } from '../../protocol/TokenUsage.js';
import { suffixOf, UNNAMED_MODEL, type AnswerPart, type CutText } from './AnswerPlan.js';
import { chatChunks } from '../endpoints/chatChunks.js';
import { responsesFrames } from '../endpoints/responsesFrames.js';
import type { ScriptedAnswer } from './Script.js';
import { piecesOf, wordsOf } from './tokens.js';

/** The options that every kind of answer has. */
export interface AnswerOptions {
  /**
   * The id of the response. The ids of its items, and the id of the same answer on Chat, have the same suffix: response
   * `resp_7` contains message `msg_7`, and its id on Chat is `chatcmpl-7`. Default: `resp_1`.
   */
  readonly id?: string | undefined;
  /** The name of the model. Default: the model that the request names, or `scripted` if it names none. */
  readonly model?: string | undefined;
  /**
   * Overrides individual token counts. Default: no input tokens, one output token per delta. Null: no usage is
   * reported.
   */
  readonly usage?: Partial<TokenUsage> | null | undefined;
}

/** A text with the reasoning that precedes it. */
export interface ReasonedText {
  /** The parts of the reasoning's summary. Chat has no field for them. */
  readonly summary?: string | readonly string[] | undefined;
  /** The text of the reasoning. */
  readonly reasoning?: string | undefined;
  readonly text: string;
}

/** A tool call of the scripted model. */
export interface ScriptedToolCall {
  /** The name of the tool. */
  readonly name: string;
  /** The group of the tool, e.g. of an MCP server that the client connects. Chat has no field for it. Default: none. */
  readonly namespace?: string | undefined;
  /** The arguments, written as JSON. A string is sent unchanged, so that invalid JSON can be scripted. */
  readonly arguments: unknown;
  /**
   * The id of the call. Default: `call_` and the suffix of the response's id. Further calls in the same answer have a
   * number appended: `call_1`, `call_1_2`, `call_1_3`.
   */
  readonly callId?: string | undefined;
}

const byWord = (text: string): CutText => ({ text, deltas: wordsOf(text) });
const byPiece = (text: string): CutText => ({ text, deltas: piecesOf(text) });

type PartOf = (suffix: string) => AnswerPart;

const message =
  (content: CutText): PartOf =>
  (suffix) => ({ type: 'message', id: `msg_${suffix}`, content });

const reasoningPart =
  (summary: readonly string[], reasoning: string | undefined): PartOf =>
  (suffix) => ({
    type: 'reasoning',
    id: `rs_${suffix}`,
    reasoning: reasoning === undefined ? undefined : byWord(reasoning),
    summary: summary.map(byWord),
  });

const functionCall =
  ({ name, namespace, arguments: input, callId }: ScriptedToolCall, index: number): PartOf =>
  (suffix) => {
    const end = index === 0 ? suffix : `${suffix}_${index + 1}`;
    const json = typeof input === 'string' ? input : JSON.stringify(input ?? {});
    return { type: 'call', id: `fc_${end}`, callId: callId ?? `call_${end}`, name, namespace, input: byPiece(json) };
  };

const textsOf = (part: AnswerPart): readonly CutText[] => {
  if (part.type === 'message') return [part.content];
  return part.type === 'call' ? [part.input] : [...(part.reasoning ? [part.reasoning] : []), ...part.summary];
};

const countDeltas = (parts: readonly AnswerPart[]): number =>
  parts.flatMap(textsOf).reduce((sum, { deltas }) => sum + deltas.length, 0);

const usageOf = (parts: readonly AnswerPart[], overrides: Partial<TokenUsage> = {}): TokenUsage => {
  const { input_tokens = 0, cached_input_tokens = 0, output_tokens = countDeltas(parts) } = overrides;
  const {
    reasoning_output_tokens = countDeltas(parts.filter(({ type }) => type === 'reasoning')),
    total_tokens = input_tokens + output_tokens,
  } = overrides;
  return { input_tokens, cached_input_tokens, output_tokens, reasoning_output_tokens, total_tokens };
};

const answerOf = (
  partsOf: readonly PartOf[],
  { id = 'resp_1', model = UNNAMED_MODEL, usage }: AnswerOptions = {},
): ScriptedAnswer => {
  const parts = partsOf.map((partOf) => partOf(suffixOf(id)));
  const plan = { id, model, parts, usage: usage === null ? null : usageOf(parts, usage) };
  return { frames: responsesFrames(plan), chunks: chatChunks(plan) };
};

/**
 * Builds an answer with one message, with one delta per word.
 *
 * @example
 * server.enqueue({ answer: textAnswer('Hello there', { usage: { input_tokens: 3 } }) });
 */
export const textAnswer = (text: string, options?: AnswerOptions): ScriptedAnswer =>
  answerOf([message(byWord(text))], options);

/**
 * Builds an answer with reasoning (its text, then its summary) and a message.
 *
 * @example
 * server.enqueue({ answer: reasoningAnswer({ summary: 'Counting', reasoning: 'One, two.', text: 'Two.' }) });
 */
export const reasoningAnswer = (
  { summary = [], reasoning, text }: ReasonedText,
  options?: AnswerOptions,
): ScriptedAnswer =>
  answerOf(
    [reasoningPart(typeof summary === 'string' ? [summary] : summary, reasoning), message(byWord(text))],
    options,
  );

/**
 * Builds an answer with one or more function calls. The arguments of each are sent in several deltas.
 *
 * @example
 * toolCallAnswer({ name: 'weather', arguments: { city: 'Paris' } });
 * toolCallAnswer(['Paris', 'Rome'].map((city) => ({ name: 'weather', arguments: { city } })));
 */
export const toolCallAnswer = (
  calls: ScriptedToolCall | readonly ScriptedToolCall[],
  options?: AnswerOptions,
): ScriptedAnswer => answerOf([calls].flat().map(functionCall), options);

/**
 * Builds an answer with one message whose text is `value` as JSON, like a structured output.
 *
 * @example
 * server.enqueue({ answer: structuredAnswer({ city: 'Paris' }) });
 */
export const structuredAnswer = (value: unknown, options?: AnswerOptions): ScriptedAnswer =>
  answerOf([message(byPiece(JSON.stringify(value ?? null)))], options);
