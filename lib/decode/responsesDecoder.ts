import type * as t from 'io-ts';
import { isLeft, left, right } from '#either';
import { apiError } from '../protocol/ApiError.js';
import { decodeFault } from '../protocol/decodeFault.js';
import { isJsonObject } from '../protocol/json.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import { ResponseItem } from '../protocol/ResponseItem.js';
import { CompletedResponse, EndedResponse, ResponsesFrame, type Usage } from '../protocol/ResponsesFrame.js';
import { DONE } from '../protocol/SseFrame.js';
import type { TokenUsage } from '../protocol/TokenUsage.js';
import { frameAsides } from './frameAsides.js';
import { rateLimitsOfFrame } from './rateLimitsFrame.js';
import { emit, NOTHING, type ResponseDecoder, type Step } from './ResponseDecoder.js';
import { frameFailure, responseFailure } from './responseFailure.js';

type OnFrame = (json: unknown) => Step;

/** Checks a frame with its codec before its handler sees it. A frame that does not fit is skipped, whole. */
const on =
  <A>(codec: t.Type<A, unknown>, handle: (frame: A) => Step): OnFrame =>
  (json) => {
    if (codec.is(json)) return handle(json);
    const decoded = codec.decode(json);
    return { events: [], skipped: isLeft(decoded) ? decodeFault(decoded.left) : 'does not fit its type' };
  };

// ---- items

const onItem =
  (type: 'output_item_added' | 'output_item_done') =>
  ({ item: json }: { readonly item: unknown }): Step => {
    const decoded = ResponseItem.decode(json);
    if (isLeft(decoded)) return { events: [], skipped: decodeFault(decoded.left) };
    const item = decoded.right;
    const kind = isJsonObject(json) ? json['type'] : undefined;
    return item.type === 'other'
      ? { events: [{ type, item }], skipped: `item of type ${String(kind)} is unknown or malformed; kept as other` }
      : emit({ type, item });
  };

// ---- deltas

type Placed = t.TypeOf<(typeof ResponsesFrame)['response.output_text.delta']>;
const onTextDelta = ({ delta, item_id, output_index, content_index }: Placed): Step => {
  // What nearly every frame of a stream is, without the copies that leaving members out takes.
  if (typeof item_id === 'string' && typeof output_index === 'number' && typeof content_index === 'number')
    return emit({ type: 'output_text_delta', delta, item_id, output_index, content_index });
  return emit({
    type: 'output_text_delta',
    delta,
    ...(typeof item_id === 'string' ? { item_id } : {}),
    ...(typeof output_index === 'number' ? { output_index } : {}),
    ...(typeof content_index === 'number' ? { content_index } : {}),
  });
};

const onRefusal = ({ delta, item_id, output_index }: Placed): Step =>
  emit({
    type: 'refusal_delta',
    delta,
    ...(typeof item_id === 'string' ? { item_id } : {}),
    ...(typeof output_index === 'number' ? { output_index } : {}),
  });

type ToolInput = t.TypeOf<(typeof ResponsesFrame)['response.function_call_arguments.delta']>;
const onToolInput = ({ delta, item_id, call_id }: ToolInput): Step => {
  const place = {
    ...(typeof item_id === 'string' ? { item_id } : {}),
    ...(typeof call_id === 'string' ? { call_id } : {}),
  };
  return Object.keys(place).length === 0
    ? { events: [], skipped: 'a piece of tool input without item_id and call_id' }
    : emit({ type: 'tool_call_input_delta', delta, ...place });
};

// ---- ends

const tokenUsage = (usage: Usage | null | undefined): TokenUsage | null =>
  usage
    ? {
        input_tokens: usage.input_tokens,
        cached_input_tokens: usage.input_tokens_details?.cached_tokens ?? 0,
        output_tokens: usage.output_tokens,
        reasoning_output_tokens: usage.output_tokens_details?.reasoning_tokens ?? 0,
        total_tokens: usage.total_tokens,
      }
    : null;

type Ending = Pick<Extract<ResponseEvent, { type: 'completed' }>, 'status' | 'finish_reason'>;

/** Completes the stream with what `response` says of itself; one that cannot be read is an error at once. */
const endAs =
  <A extends t.TypeOf<typeof EndedResponse>>(codec: t.Type<A, unknown>, endingOf: (response: A) => Ending) =>
  (response: unknown): Step => {
    const decoded = codec.decode(response);
    if (isLeft(decoded)) {
      const detail = `failed to parse ResponseCompleted: ${decodeFault(decoded.left)}`;
      return { events: [], outcome: left(apiError({ type: 'stream', detail })) };
    }
    const { id, usage } = decoded.right;
    return {
      events: [
        { type: 'completed', response_id: id ?? '', token_usage: tokenUsage(usage), ...endingOf(decoded.right) },
      ],
      outcome: right('complete'),
    };
  };

const completed = endAs(CompletedResponse, () => ({ status: 'completed' }));
const done = endAs(EndedResponse, () => ({ status: 'completed' }));
const incomplete = endAs(EndedResponse, ({ incomplete_details }) => ({
  status: 'incomplete',
  finish_reason: incomplete_details?.reason ?? 'unknown',
}));

// A Map, because an object would answer to frames of type "constructor".
const handlers: ReadonlyMap<unknown, OnFrame> = new Map([
  ['response.created', on(ResponsesFrame['response.created'], () => emit({ type: 'created' }))],
  ['response.output_item.added', on(ResponsesFrame['response.output_item.added'], onItem('output_item_added'))],
  ['response.output_item.done', on(ResponsesFrame['response.output_item.done'], onItem('output_item_done'))],
  ['response.output_text.delta', on(ResponsesFrame['response.output_text.delta'], onTextDelta)],
  [
    'response.reasoning_summary_text.delta',
    on(ResponsesFrame['response.reasoning_summary_text.delta'], ({ delta, summary_index }) =>
      emit({ type: 'reasoning_summary_delta', delta, summary_index }),
    ),
  ],
  [
    'response.reasoning_text.delta',
    on(ResponsesFrame['response.reasoning_text.delta'], ({ delta, content_index }) =>
      emit({ type: 'reasoning_content_delta', delta, content_index }),
    ),
  ],
  [
    'response.reasoning_summary_part.added',
    on(ResponsesFrame['response.reasoning_summary_part.added'], ({ summary_index }) =>
      emit({ type: 'reasoning_summary_part_added', summary_index }),
    ),
  ],
  [
    'response.reasoning_summary_text.done',
    on(ResponsesFrame['response.reasoning_summary_text.done'], ({ text, summary_index, item_id }) =>
      emit({ type: 'reasoning_summary_done', text, summary_index, item_id }),
    ),
  ],
  ['response.refusal.delta', on(ResponsesFrame['response.refusal.delta'], onRefusal)],
  ['response.function_call_arguments.delta', on(ResponsesFrame['response.function_call_arguments.delta'], onToolInput)],
  ['response.custom_tool_call_input.delta', on(ResponsesFrame['response.custom_tool_call_input.delta'], onToolInput)],
  ['response.completed', on(ResponsesFrame['response.completed'], ({ response }) => completed(response))],
  ['response.done', on(ResponsesFrame['response.done'], ({ response }) => done(response ?? {}))],
  ['response.incomplete', on(ResponsesFrame['response.incomplete'], ({ response }) => incomplete(response ?? {}))],
  [
    'response.failed',
    on(ResponsesFrame['response.failed'], ({ response }) => ({ events: [], outcome: left(responseFailure(response)) })),
  ],
  [
    'codex.rate_limits',
    (frame) => {
      const snapshot = rateLimitsOfFrame(frame);
      return snapshot === undefined
        ? { events: [], skipped: 'unreadable rate limits' }
        : emit({ type: 'rate_limits', snapshot });
    },
  ],
]);

/**
 * The decoder of the Responses API: frames of SSE or WebSocket in, events out. It completes at the first terminal
 * frame, fails at once on a reported failure, and calls an end without either a truncation. The answer is what the items
 * say; `response.completed.output` is never read, because some servers leave it empty. Source: wire.md 4, design 7.
 *
 * @example
 * json$.pipe(decodeEvents(responsesDecoder));
 */
export const responsesDecoder = (): ResponseDecoder => {
  const asides = frameAsides();
  let lastType: unknown;
  let lastHandler: OnFrame | undefined;
  // A frame is mostly of its predecessor's type. Comparing the two texts costs less than hashing a new one for the table.
  const handlerOf = (type: unknown): OnFrame | undefined => {
    if (type !== lastType) {
      lastType = type;
      lastHandler = handlers.get(type);
    }
    return lastHandler;
  };

  return {
    onFrame: (json) => {
      if (json === DONE) return NOTHING; // OpenRouter sends it after response.completed; it completes nothing here
      if (!isJsonObject(json)) return { events: [], skipped: 'not a JSON object' };
      const failure = frameFailure(json);
      if (failure !== undefined) return { events: [], outcome: left(failure) };
      const step = handlerOf(json['type'])?.(json) ?? NOTHING;
      const isUnreadable = step.skipped !== undefined && step.events.length === 0;
      const told = isUnreadable ? [] : asides(json);
      return told.length === 0 ? step : { ...step, events: [...told, ...step.events] };
    },
    onEnd: () => ({
      events: [],
      outcome: left(apiError({ type: 'stream', detail: 'stream closed before response.completed' })),
    }),
  };
};
