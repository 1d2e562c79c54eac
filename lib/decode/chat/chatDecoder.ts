import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { ChatChoice, ChatChunk, ChatDelta, ChatToolCall } from '../../protocol/ChatChunk.js';
import { isJsonObject, isPresent, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';
import { DONE } from '../../protocol/SseFrame.js';
import type { TokenUsage } from '../../protocol/TokenUsage.js';
import { callsIn, notFollowedIn, sayDelta } from './chatDelta.js';
import { CHANNELS, chatItems, type Channel } from './chatItems.js';
import { tokenUsageOf } from './chatUsage.js';
import type { DecoderFactory } from '../ResponseDecoder.js';
import { chatFailure } from '../failures/responseFailure.js';
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
export const chatDecoder: DecoderFactory = (observer) => {
  const items = chatItems((event) => observer.next(event));
  const calls = toolCalls();
  let hasDeltas = false;
  let responseId: string | undefined;
  let model: string | undefined;
  let usage: TokenUsage | null = null;
  let finishReason: string | undefined;

  /** Tells everything that was said, as items. */
  const settle = (): void => {
    for (const item of [...items.items(), ...calls.items()]) observer.next({ type: 'output_item_done', item });
  };

  const fail = (error: ApiError): void => {
    settle();
    observer.error(error);
  };

  const complete = (): void => {
    settle();
    if (model !== undefined) observer.next({ type: 'server_model', model });
    observer.next({
      type: 'completed',
      response_id: responseId ?? '',
      token_usage: usage,
      status: finishReason !== undefined && CUT_SHORT.has(finishReason) ? 'incomplete' : 'completed',
      ...(finishReason === undefined ? {} : { finish_reason: finishReason }),
    });
    observer.complete();
  };

  // Perplexity and Groq change ids within a stream; the first one names it.
  const identify = ({ id, model: name }: ChatChunk): void => {
    responseId ??= nonEmptyText(id);
    model ??= nonEmptyText(name);
  };

  const addCalls = (delta: ChatDelta, isNew: (piece: ChatToolCall) => boolean = () => true): void => {
    for (const piece of callsIn(delta)) {
      if (!ChatToolCall.is(piece)) observer.skip('a tool call that is no object');
      else if (isNew(piece)) for (const event of calls.add(piece)) observer.next(event);
    }
  };

  const readDelta = (delta: ChatDelta): void => {
    sayDelta(delta, items.say);
    addCalls(delta);
    const lost = notFollowedIn(delta);
    if (lost !== undefined) observer.skip(`${lost} in a delta is not followed`);
  };

  /**
   * Most servers that send a `message` repeat in it what its deltas said so far (Perplexity, in every chunk): only what goes
   * beyond that is new. Where no delta was ever sent, messages are deltas under another name.
   */
  const readMessage = (message: ChatDelta): void => {
    const whole: Record<Channel, string> = { reasoning: '', summary: '', text: '', refusal: '' };
    sayDelta(message, (channel, text) => {
      whole[channel] += text;
    });
    for (const channel of CHANNELS) {
      const said = items.said(channel);
      const repeats = whole[channel].startsWith(said);
      if (repeats || !hasDeltas) items.say(channel, whole[channel].slice(repeats ? said.length : 0));
    }
    // Its calls are whole: told again, they are none.
    if (!hasDeltas || calls.isEmpty) addCalls(message, (piece) => !calls.knows(piece));
  };

  /** Reads a candidate; what it gives back is the failure that it reports. */
  const readChoice = (choice: ChatChoice): ApiError | undefined => {
    const { index, delta, message } = choice;
    if (isPresent(index) && index !== 0 && index !== '0') {
      observer.skip('only the choice with index 0 is followed');
      return undefined;
    }
    if (ChatDelta.is(delta)) {
      hasDeltas = true;
      readDelta(delta);
    } else if (isPresent(delta) && !isEmptyList(delta)) observer.skip(ODD);
    if (ChatDelta.is(message)) readMessage(message);
    else if (isPresent(message) && !isEmptyList(message)) observer.skip(ODD);
    usage = tokenUsageOf(choice.usage) ?? usage;
    finishReason = nonEmptyText(choice.finish_reason) ?? finishReason;
    const failure = failureIn(choice);
    if (failure !== undefined || choice.finish_reason !== 'error') return failure;
    return apiError({ type: 'retryable', detail: 'the provider ended the answer with finish_reason "error"' });
  };

  /** Reads a chunk; what it gives back is the failure that a part of it reports. */
  const readChunk = (chunk: ChatChunk): ApiError | undefined => {
    const { choices } = chunk;
    const groq = isJsonObject(chunk.x_groq) ? chunk.x_groq : NO_ASIDE;
    usage = tokenUsageOf(chunk.usage) ?? tokenUsageOf(groq['usage']) ?? usage;
    let failure = failureIn(groq);
    if (!Array.isArray(choices)) {
      if (isPresent(choices)) observer.skip('choices is not a list');
      return failure;
    }
    identify(chunk);
    const candidates: readonly unknown[] = choices;
    for (const choice of candidates) {
      if (ChatChoice.is(choice)) failure = readChoice(choice) ?? failure;
      else if (isPresent(choice)) observer.skip('a choice that does not fit its type');
    }
    return failure;
  };

  return {
    onFrame: (json) => {
      if (json === DONE) {
        complete();
      } else if (!isJsonObject(json) || !ChatChunk.is(json)) {
        observer.skip('not a JSON object');
      } else {
        const reported = readChunk(json);
        const failure = chatFailure(json) ?? reported;
        if (failure !== undefined) fail(failure);
      }
    },
    onEnd: () => {
      if (finishReason === undefined) fail(apiError({ type: 'stream', reason: 'truncated', detail: 'stream closed before completion' }));
      else complete();
    },
    onLost: () => {
      if (finishReason === undefined) settle();
      else complete();
    },
  };
};
