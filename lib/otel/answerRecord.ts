import type { Attributes } from '@opentelemetry/api';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import type { CallEnd, CallReport } from '../telemetry/Telemetry.js';
import { ATTRIBUTE, FINISH_REASON, OPERATION } from './attributes.js';

/** What the answer to one call says of itself. A plain state machine: made per call. */
export interface AnswerRecord {
  onEvent(event: ResponseEvent): void;
  /** What is known at the end. Absent members are undefined. */
  attributes(end: CallEnd): Attributes;
}

type Completed = Extract<ResponseEvent, { type: 'completed' }>;

/** The reasons of both wires, as the conventions call them; others stay as they are. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['max_output_tokens', FINISH_REASON.length],
  ['tool_calls', FINISH_REASON.toolCall],
  ['function_call', FINISH_REASON.toolCall],
]);

const finishReason = ({ finish_reason }: Completed, hasCalled: boolean): string => {
  // Responses names a reason only where the answer was cut short.
  if (finish_reason === undefined) return hasCalled ? FINISH_REASON.toolCall : FINISH_REASON.stop;
  return REASONS.get(finish_reason) ?? finish_reason;
};

// A part that is 0 may as well be one that the server does not count.
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
 * @param operation of a `chat`, an end without a reason is an error; a response that is fetched was begun by another call,
 * which counted its tokens, and what became of it is only known if it was read to its end.
 * @param redact applied to what the server may write freely.
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
