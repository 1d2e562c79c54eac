import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { isJsonObject, isPresent, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { DONE } from '../../protocol/SseFrame.js';
import { untypedFailure } from '../failures/responseFailure.js';
import { endOf } from '../endOf.js';
import type { DecoderFactory } from '../ResponseDecoder.js';
import { geminiItems } from './geminiItems.js';
import { geminiUsage } from './geminiUsage.js';

/** The finish reasons of a generation that failed. A retry may succeed, because the model samples again. */
const FAILED: ReadonlySet<string> = new Set([
  ...['MALFORMED_FUNCTION_CALL', 'MALFORMED_RESPONSE', 'UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS'],
  ...['MISSING_THOUGHT_SIGNATURE', 'NO_IMAGE', 'IMAGE_OTHER', 'OTHER', 'FINISH_REASON_UNSPECIFIED'],
]);

/** The finish reason of an answer that the server continues in the next request. */
const PAUSED = 'CONTINUATION';

/** A reason in the spelling of the API. Gateways send others. */
const nameOf = (reason: string): string =>
  reason
    .trim()
    .toUpperCase()
    .replace(/^FINISH_REASON_(?!UNSPECIFIED)/, '');
const hasFailed = (reason: string): boolean => FAILED.has(nameOf(reason)) || endOf(reason) === 'failed';

/** The members of a chunk. */
const CHUNK_KEYS = [
  ...['candidates', 'promptFeedback', 'usageMetadata', 'modelVersion', 'responseId'],
  ...['createTime', 'modelStatus', 'error'],
];
const isChunk = (chunk: JsonObject): boolean =>
  CHUNK_KEYS.some((key) => key in chunk) || Object.keys(chunk).length === 0;

const NO_MEMBERS: JsonObject = {};
const objectIn = (value: unknown): JsonObject => (isJsonObject(value) ? value : NO_MEMBERS);
const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The members of a candidate that describe the sources of its text, and the names that the message gives them. */
const SOURCES = [
  ['groundingMetadata', 'grounding_metadata'],
  ['citationMetadata', 'citation_metadata'],
  ['urlContextMetadata', 'url_context_metadata'],
] as const;

/**
 * Decodes `streamGenerateContent` of Gemini: it reads the chunks of a stream and emits the events of the Responses API.
 *
 * Text becomes messages, summaries of thoughts become reasoning items, and calls become function calls. Signatures stay
 * on the item or the part that they came with, as `thought_signature`. Parts of other types are items `other`. The
 * answer ends with the stream, because a finish reason may be followed by further parts; a stream without any finish
 * reason fails because the answer is truncated. Only the first candidate is read.
 *
 * @example
 * const toEvents = decodeEvents(geminiDecoder); // json$.pipe(toEvents)
 */
// docs/wire.md, section 15.2
export const geminiDecoder: DecoderFactory = (observer) => {
  let responseId: string | undefined;
  const items = geminiItems(observer.next.bind(observer), () => responseId ?? 'gemini');
  const usage = geminiUsage();
  let hasStarted = false;
  let model: string | undefined;
  let finishReason: string | undefined;
  let finishMessage: string | undefined;
  let blockReason: string | undefined;
  let continuationToken: string | undefined;

  const fail = (error: ApiError): void => {
    items.settle(true);
    observer.error(error);
  };

  const identify = (chunk: JsonObject): void => {
    responseId ??= nonEmptyText(chunk['responseId']);
    if (!hasStarted) observer.next({ type: 'created' });
    hasStarted = true;
    const name = nonEmptyText(chunk['modelVersion']);
    if (name === undefined || name === model) return;
    model = name;
    observer.next({ type: 'server_model', model });
  };

  const readCandidate = (candidate: JsonObject): void => {
    for (const part of listIn(objectIn(candidate['content'])['parts'])) {
      if (!isJsonObject(part)) observer.skip('a part that is no object');
      else if (!items.add(part)) observer.skip('a piece of a function call that has not begun');
    }
    for (const [name, member] of SOURCES) if (isPresent(candidate[name])) items.describe({ [member]: candidate[name] });
    finishReason = nonEmptyText(candidate['finishReason']) ?? finishReason;
    finishMessage = nonEmptyText(candidate['finishMessage']) ?? finishMessage;
    continuationToken = nonEmptyText(candidate['continuationToken']) ?? continuationToken;
  };

  const read = (chunk: JsonObject): void => {
    identify(chunk);
    for (const candidate of listIn(chunk['candidates'])) {
      if (!isJsonObject(candidate)) observer.skip('a candidate that is no object');
      else if ((candidate['index'] ?? 0) === 0) readCandidate(candidate);
      else observer.skip('only the candidate with index 0 is followed');
    }
    blockReason = nonEmptyText(objectIn(chunk['promptFeedback'])['blockReason']) ?? blockReason;
    usage.read(chunk['usageMetadata']);
  };

  const complete = (reason: string): void => {
    items.settle(false);
    // The next request continues this answer with the token, so the history must carry it.
    if (continuationToken !== undefined)
      observer.next({ type: 'output_item_done', item: { type: 'other', wire: 'gemini', raw: { continuationToken } } });
    observer.next({
      type: 'completed',
      response_id: responseId ?? '',
      token_usage: usage.total(),
      status: nameOf(reason) === 'STOP' ? 'completed' : 'incomplete',
      ...definedMembers({ finish_reason: reason, end_turn: nameOf(reason) === PAUSED ? false : undefined }),
    });
    observer.complete();
  };

  const onEnd = (): void => {
    const reason = finishReason ?? blockReason;
    if (reason === undefined)
      fail(apiError({ type: 'stream', reason: 'truncated', detail: 'stream closed before a finish reason' }));
    // `OTHER` as a block reason names a filter.
    else if (finishReason !== undefined && hasFailed(reason))
      fail(
        apiError({
          type: 'retryable',
          code: reason,
          detail: finishMessage ?? `the model ended the answer with the finish reason ${reason}`,
        }),
      );
    else complete(reason);
  };

  return {
    onFrame: (json) => {
      if (json === DONE) return;
      // The API wraps some errors in a list.
      const frame: unknown = Array.isArray(json) ? json[0] : json;
      if (!isJsonObject(frame)) return observer.skip('not a JSON object');
      const failure = untypedFailure(frame);
      if (failure === undefined && !isChunk(frame)) observer.other(frame, 'no chunk of a Gemini stream');
      else if (failure === undefined) read(frame);
      else fail(failure);
    },
    onEnd,
    // A finish reason is not the end, so an answer whose connection broke cannot count as whole.
    onLost: () => items.settle(true),
  };
};
