import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { excerpt, jsonExcerpt, reportsError } from '../../protocol/errors/errorBody.js';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { ChatChoice, ChatChunk, ChatDelta, ChatToolCall } from '../../protocol/ChatChunk.js';
import { isJsonObject, isPresent, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';
import { DONE } from '../../protocol/SseFrame.js';
import type { TokenUsage } from '../../protocol/TokenUsage.js';
import { addDelta, callsIn, isFrequent, stateOfDelta, unknownMembers } from './chatDelta.js';
import { mediaIn } from './media.js';
import { CHANNELS, chatItems, type Channel } from './chatItems.js';
import { annotations } from './annotations.js';
import { endOf } from '../endOf.js';
import type { DecoderFactory } from '../ResponseDecoder.js';
import { chatFailure } from '../failures/responseFailure.js';
import { tokenUsageOf } from '../tokenUsageOf.js';
import { toolCalls } from './toolCalls.js';

/** True for [], which servers written in PHP send for an empty object. */
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
const NOT_AN_OBJECT = 'a delta or a message that is no object';

const NO_MEMBERS: JsonObject = {};

/** True for a chunk of a Chat stream, even if it has no choices. */
const isChunk = (chunk: JsonObject): boolean =>
  typeof chunk['type'] !== 'string' && (CHUNK_KEYS.some((key) => key in chunk) || Object.keys(chunk).length === 0);
const CHUNK_KEYS = ['id', 'object', 'choices', 'usage', 'x_groq', 'citations', 'error'] as const;

/** Returns the failure in the member `error` of a part of a chunk. */
const failureIn = ({ error }: { readonly error?: unknown }): ApiError | undefined =>
  isPresent(error) ? chatFailure({ error }) : undefined;

/**
 * Decodes Chat Completions: it reads chunks and emits the events of the Responses API.
 *
 * Deltas are emitted immediately. The finished items follow at the end, in the same order for every provider:
 * reasoning, message, tool calls. An answer is complete after any finish reason or the sentinel, even if the connection
 * is lost afterwards. Without either, the received items are emitted, followed by an error for the truncation. Only
 * choice 0 is read.
 *
 * @example
 * const chunks$ = of(bytes(sse(chatDelta({ content: 'Hi' }), chatFinish()))).pipe(sseFrames(), parseJson());
 * chunks$.pipe(decodeEvents(chatDecoder));
 */
export const chatDecoder: DecoderFactory = (observer) => {
  const cited = annotations();
  const items = chatItems((event) => observer.next(event), cited);
  const calls = toolCalls();
  const unknown = new Set<string>();
  let sources: unknown[] = [];
  let hasDeltas = false;
  let responseId: string | undefined;
  let model: string | undefined;
  let usage: TokenUsage | null = null;
  let finishReason: string | undefined;

  /** Emits everything that was received, as finished items. */
  const settle = (): void => {
    for (const event of [...items.flush(), ...calls.flush()]) observer.next(event);
    for (const item of [...items.items(), ...calls.items()]) observer.next({ type: 'output_item_done', item });
  };

  /** Emits the sources once the message that cites them has begun. */
  const cite = (): void => {
    if (sources.length === 0 || !items.hasMessage) return;
    for (const event of sources.flatMap((source) => cited.add(source))) observer.next(event);
    sources = [];
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
      status: finishReason === undefined || endOf(finishReason) === 'whole' ? 'completed' : 'incomplete',
      ...definedMembers({ finish_reason: finishReason }),
    });
    observer.complete();
  };

  // Perplexity and Groq change the id within a stream; the first one is kept.
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

  const addState = (delta: ChatDelta): void => {
    const state = stateOfDelta(delta);
    if (state !== undefined) items.addState(state);
  };

  /** Reads the members that few deltas have. */
  const readRare = (delta: ChatDelta): void => {
    addState(delta);
    for (const name of unknownMembers(delta)) {
      // Reported once: some servers send such a member with every delta.
      if (!unknown.has(name)) observer.skip(`a delta with a member of an unknown name: ${excerpt(name, 50)}`);
      unknown.add(name);
    }
    if (isPresent(delta.annotations)) sources.push(delta.annotations);
    const media = mediaIn(delta);
    for (const event of media) observer.next(event);
    const { audio, images } = delta;
    if (media.length === 0 && (isPresent(audio) || isPresent(images)))
      observer.skip(`${isPresent(audio) ? 'audio' : 'images'} of an unknown form in a delta`);
  };

  const readDelta = (delta: ChatDelta): void => {
    const unread = addDelta(delta, items.add, items.endPart);
    if (unread !== undefined) observer.skip(`content of an unknown form: ${jsonExcerpt(unread, 100)}`);
    addCalls(delta);
    if (!isFrequent(delta)) readRare(delta);
  };

  /**
   * Reads a `message`. Most servers that send a message repeat all previous deltas in it (Perplexity in every chunk),
   * so only the text after these is new. In a stream without any delta, each message is read like a delta.
   */
  const readMessage = (message: ChatDelta): void => {
    const whole: Record<Channel, string> = { reasoning: '', summary: '', text: '', refusal: '' };
    addDelta(message, (channel, text) => {
      whole[channel] += text;
    });
    for (const channel of CHANNELS) {
      const received = items.textOf(channel);
      const repeats = whole[channel].startsWith(received);
      if (repeats || !hasDeltas) items.add(channel, whole[channel].slice(repeats ? received.length : 0));
    }
    if (isPresent(message.annotations)) sources.push(message.annotations);
    if (!hasDeltas) addState(message);
    // The calls in a message are complete, so a call with a known id is a repetition.
    if (!hasDeltas || calls.isEmpty) addCalls(message, (piece) => !calls.has(piece));
  };

  /** Reads a choice, and returns the failure that it reports. */
  const readChoice = (choice: ChatChoice): ApiError | undefined => {
    const { index, delta, message, logprobs } = choice;
    if (isPresent(index) && index !== 0 && index !== '0') {
      observer.skip('only the choice with index 0 is followed');
      return undefined;
    }
    if (ChatDelta.is(delta)) {
      hasDeltas = true;
      readDelta(delta);
    } else if (isPresent(delta) && !isEmptyList(delta)) observer.skip(NOT_AN_OBJECT);
    // The form of the older completions API.
    else if (typeof choice.text === 'string') items.add('text', choice.text);
    if (ChatDelta.is(message)) readMessage(message);
    else if (isPresent(message) && !isEmptyList(message)) observer.skip(NOT_AN_OBJECT);
    if (isJsonObject(logprobs) && Array.isArray(logprobs['content'])) items.addLogprobs(logprobs['content']);
    usage = tokenUsageOf(choice.usage) ?? usage;
    finishReason = nonEmptyText(choice.finish_reason) ?? finishReason;
    const failure = failureIn(choice);
    if (failure !== undefined || finishReason === undefined || endOf(finishReason) !== 'failed') return failure;
    return apiError({
      type: 'retryable',
      detail: `the provider ended the answer with finish_reason "${finishReason}"`,
      ...(finishReason === 'error' ? {} : { code: finishReason }),
    });
  };

  /** Reads a chunk, and returns the failure that a part of it reports. */
  const readChunk = (chunk: ChatChunk): ApiError | undefined => {
    const { choices } = chunk;
    const groq = isJsonObject(chunk.x_groq) ? chunk.x_groq : NO_MEMBERS;
    usage = tokenUsageOf(chunk.usage) ?? tokenUsageOf(groq['usage']) ?? usage;
    let failure = failureIn(groq);
    if (isPresent(chunk.citations)) sources.push(chunk.citations);
    if (!Array.isArray(choices)) {
      if (isPresent(choices)) observer.skip('choices is not a list');
      else if (!isChunk(chunk) && !reportsError(chunk)) observer.other(chunk, 'no chunk of a Chat stream');
      return failure;
    }
    identify(chunk);
    const candidates: readonly unknown[] = choices;
    for (const choice of candidates) {
      if (ChatChoice.is(choice)) failure = readChoice(choice) ?? failure;
      else if (isPresent(choice)) observer.skip('a choice that does not match the schema of its type');
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
        cite();
        const failure = chatFailure(json) ?? reported;
        if (failure !== undefined) fail(failure);
      }
    },
    onEnd: () => {
      if (finishReason === undefined)
        fail(apiError({ type: 'stream', reason: 'truncated', detail: 'stream closed before completion' }));
      else complete();
    },
    onLost: () => {
      if (finishReason === undefined) settle();
      else complete();
    },
  };
};
