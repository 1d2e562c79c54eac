import { left, right } from '#either';
import { apiError, type ApiError } from '../protocol/ApiError.js';
import { ChatChoice, ChatChunk, ChatDelta, ChatToolCall } from '../protocol/ChatChunk.js';
import { isJsonObject, isPresent, nonEmptyText, type JsonObject } from '../protocol/json.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import { DONE } from '../protocol/SseFrame.js';
import type { TokenUsage } from '../protocol/TokenUsage.js';
import { callsIn, notFollowedIn, piecesOf } from './chatDelta.js';
import { CHANNELS, chatItems, type Channel } from './chatItems.js';
import { tokenUsageOf } from './chatUsage.js';
import { NOTHING, type ResponseDecoder, type Step } from './ResponseDecoder.js';
import { chatFailure } from './responseFailure.js';
import { toolCalls } from './toolCalls.js';

/** The finish reasons that say: there would have been more. Every other one ends a whole answer. */
const CUT_SHORT: ReadonlySet<string> = new Set([
  'length',
  'max_tokens',
  'max_output_tokens',
  'model_length',
  'content_filter',
  'insufficient_system_resource',
]);

/** PHP writes an empty object as []. */
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
const ODD = 'a delta or a message that is no object';

const NO_ASIDE: JsonObject = {};

/** What the `error` of a part of a chunk reports. */
const failureIn = ({ error }: { readonly error?: unknown }): ApiError | undefined =>
  isPresent(error) ? chatFailure({ error }) : undefined;

/** One frame being read: what it amounts to so far. */
interface Reading {
  readonly events: ResponseEvent[];
  skipped?: string;
  failure?: ApiError | undefined;
}

/**
 * The decoder of Chat Completions: chunks in, the events of the Responses API out. Deltas are told as they come; the
 * finished items follow at the end, in one order for every provider: reasoning, message, tool calls. Any finish reason,
 * or the sentinel, makes an answer whole, even if the connection is lost after it; without either, what was received is
 * told as items, and then the truncation as an error. Only choice 0 is followed. Source: wire.md 5, design 7.
 *
 * @example
 * const chunks$ = of(bytes(sse(chatDelta({ content: 'Hi' }), chatFinish()))).pipe(sseFrames(), parseJson());
 * chunks$.pipe(decodeEvents(chatDecoder));
 */
export const chatDecoder = (): ResponseDecoder => {
  const items = chatItems();
  const calls = toolCalls();
  let hasDeltas = false;
  let responseId: string | undefined;
  let model: string | undefined;
  let usage: TokenUsage | null = null;
  let finishReason: string | undefined;

  /** Everything that was said, as items. */
  const settled = (): readonly ResponseEvent[] =>
    [...items.items(), ...calls.items()].map((item) => ({ type: 'output_item_done', item }));

  const fail = (error: ApiError, before: readonly ResponseEvent[] = []): Step => ({
    events: [...before, ...settled()],
    outcome: left(error),
  });

  const complete = (): Step => ({
    events: [
      ...settled(),
      ...(model === undefined ? [] : [{ type: 'server_model', model } as const]),
      {
        type: 'completed',
        response_id: responseId ?? '',
        token_usage: usage,
        status: finishReason !== undefined && CUT_SHORT.has(finishReason) ? 'incomplete' : 'completed',
        ...(finishReason === undefined ? {} : { finish_reason: finishReason }),
      },
    ],
    outcome: right('complete'),
  });

  // Perplexity and Groq change ids within a stream; the first one names it.
  const identify = ({ id, model: name }: ChatChunk): void => {
    responseId ??= nonEmptyText(id);
    model ??= nonEmptyText(name);
  };

  const addCalls = (delta: ChatDelta, reading: Reading, isNew: (piece: ChatToolCall) => boolean = () => true): void => {
    for (const piece of callsIn(delta)) {
      if (!ChatToolCall.is(piece)) reading.skipped = 'a tool call that is no object';
      else if (isNew(piece)) reading.events.push(...calls.add(piece));
    }
  };

  const readDelta = (delta: ChatDelta, reading: Reading): void => {
    for (const [channel, text] of piecesOf(delta)) reading.events.push(...items.say(channel, text));
    addCalls(delta, reading);
    const lost = notFollowedIn(delta);
    if (lost !== undefined) reading.skipped = `${lost} in a delta is not followed`;
  };

  /**
   * Most servers that send a `message` repeat in it what its deltas said so far (Perplexity, in every chunk): only what goes
   * beyond that is new. Where no delta was ever sent, messages are deltas under another name.
   */
  const readMessage = (message: ChatDelta, reading: Reading): void => {
    const whole: Record<Channel, string> = { reasoning: '', summary: '', text: '', refusal: '' };
    for (const [channel, text] of piecesOf(message)) whole[channel] += text;
    for (const channel of CHANNELS) {
      const said = items.said(channel);
      const repeats = whole[channel].startsWith(said);
      if (repeats || !hasDeltas)
        reading.events.push(...items.say(channel, whole[channel].slice(repeats ? said.length : 0)));
    }
    // Its calls are whole: told again, they are none.
    if (!hasDeltas || calls.isEmpty) addCalls(message, reading, (piece) => !calls.knows(piece));
  };

  const readChoice = (choice: ChatChoice, reading: Reading): void => {
    if (isPresent(choice.index) && choice.index !== 0 && choice.index !== '0') {
      reading.skipped = 'only the choice with index 0 is followed';
      return;
    }
    const { delta, message } = choice;
    if (ChatDelta.is(delta)) {
      hasDeltas = true;
      readDelta(delta, reading);
    } else if (isPresent(delta) && !isEmptyList(delta)) reading.skipped = ODD;
    if (ChatDelta.is(message)) readMessage(message, reading);
    else if (isPresent(message) && !isEmptyList(message)) reading.skipped = ODD;
    usage = tokenUsageOf(choice.usage) ?? usage;
    finishReason = nonEmptyText(choice.finish_reason) ?? finishReason;
    const failure = failureIn(choice);
    if (failure !== undefined) reading.failure = failure;
    else if (choice.finish_reason === 'error')
      reading.failure = apiError({
        type: 'retryable',
        detail: 'the provider ended the answer with finish_reason "error"',
      });
  };

  const readChunk = (chunk: ChatChunk): Reading => {
    const reading: Reading = { events: [] };
    const { choices } = chunk;
    const groq = isJsonObject(chunk.x_groq) ? chunk.x_groq : NO_ASIDE;
    usage = tokenUsageOf(chunk.usage) ?? tokenUsageOf(groq['usage']) ?? usage;
    reading.failure = failureIn(groq);
    if (!Array.isArray(choices)) return isPresent(choices) ? { ...reading, skipped: 'choices is not a list' } : reading;
    identify(chunk);
    const candidates: readonly unknown[] = choices;
    for (const choice of candidates) {
      if (!isPresent(choice)) continue;
      if (ChatChoice.is(choice)) readChoice(choice, reading);
      else reading.skipped = 'a choice that does not fit its type';
    }
    return reading;
  };

  return {
    onFrame: (json) => {
      if (json === DONE) return complete();
      if (!isJsonObject(json) || !ChatChunk.is(json)) return { events: [], skipped: 'not a JSON object' };
      const reading = readChunk(json);
      const { events, skipped } = reading;
      const failure = chatFailure(json) ?? reading.failure;
      if (failure !== undefined) return fail(failure, events);
      if (skipped !== undefined) return { events, skipped };
      return events.length === 0 ? NOTHING : { events };
    },
    onEnd: () =>
      finishReason === undefined
        ? fail(apiError({ type: 'stream', detail: 'stream closed before completion' }))
        : complete(),
    onLost: () => (finishReason === undefined ? { events: settled() } : complete()),
  };
};
