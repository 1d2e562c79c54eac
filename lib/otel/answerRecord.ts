import type { Attributes } from '@opentelemetry/api';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import type { CallEnd, CallReport } from '../telemetry/Telemetry.js';
import { ATTRIBUTE, FINISH_REASON, OPERATION } from './attributes.js';

/** The attributes of the answer to one call, without its content. One mutable object is created per call. */
export interface AnswerRecord {
  onEvent(event: ResponseEvent): void;
  /** The attributes at the end of the call. Absent ones are undefined. */
  attributes(end: CallEnd): Attributes;
}

type Completed = Extract<ResponseEvent, { type: 'completed' }>;

/** The finish reasons of both APIs that the conventions name differently. Other reasons are not changed. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['max_output_tokens', FINISH_REASON.length],
  ['tool_calls', FINISH_REASON.toolCall],
  ['function_call', FINISH_REASON.toolCall],
]);

const finishReason = ({ finish_reason }: Completed, hasCalled: boolean): string => {
  // The Responses API reports a reason only for an incomplete answer.
  if (finish_reason === undefined) return hasCalled ? FINISH_REASON.toolCall : FINISH_REASON.stop;
  return REASONS.get(finish_reason) ?? finish_reason;
};

// A count of cached or reasoning tokens that is 0 is left out: the server may not count them at all.
const usageAttributes = ({ token_usage }: Completed): Attributes =>
  token_usage === null
    ? {}
    : {
        [ATTRIBUTE.inputTokens]: token_usage.input_tokens,
        [ATTRIBUTE.cachedInputTokens]: token_usage.cached_input_tokens || undefined,
        [ATTRIBUTE.outputTokens]: token_usage.output_tokens,
        [ATTRIBUTE.reasoningTokens]: token_usage.reasoning_output_tokens || undefined,
      };

/**
 * Collects the attributes of an answer.
 *
 * @param operation the operation of the call. For `chat`, an end without a finish reason is an error. A fetched
 * response was started by another call, which reported its tokens; its status is known only if it is read to its end.
 * @param redact a function applied to text that comes from the server.
 */
export const answerRecord = (operation: string, redact: CallReport['redact']): AnswerRecord => {
  const isFetched = operation === OPERATION.fetchResponse;
  let completed: Completed | undefined;
  let model: string | undefined;
  let hasCalled = false;

  const reasons = (): string[] | undefined => {
    if (completed !== undefined) return [redact(finishReason(completed, hasCalled))];
    return operation === OPERATION.chat ? [FINISH_REASON.error] : undefined;
  };

  return {
    onEvent: (event) => {
      if (event.type === 'completed') completed = event;
      else if (event.type === 'server_model') model = redact(event.model);
      else if (event.type === 'output_item_done') hasCalled ||= /^(function|custom_tool)_call$/.test(event.item.type);
    },
    attributes: ({ firstEventAfter }) => ({
      [ATTRIBUTE.finishReasons]: reasons(),
      [ATTRIBUTE.responseModel]: model,
      [ATTRIBUTE.timeToFirstChunk]: firstEventAfter === undefined ? undefined : firstEventAfter / 1000,
      ...(completed === undefined || completed.response_id === ''
        ? {}
        : { [ATTRIBUTE.responseId]: redact(completed.response_id) }),
      ...(completed === undefined || isFetched ? {} : usageAttributes(completed)),
      ...(isFetched ? { [ATTRIBUTE.responseStatus]: completed?.status } : {}),
    }),
  };
};
