import type * as t from 'io-ts';
import { isLeft } from '#either';
import { apiError } from '../../protocol/errors/ApiError.js';
import { decodeFault } from '../../protocol/errors/decodeFault.js';
import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { ResponseItem } from '../../protocol/ResponseItem.js';
import { CompletedResponse, EndedResponse, ResponsesFrame, type Usage } from '../../protocol/ResponsesFrame.js';
import { DONE } from '../../protocol/SseFrame.js';
import type { TokenUsage } from '../../protocol/TokenUsage.js';
import { frameMetadata } from './frameMetadata.js';
import { rateLimitsOfFrame } from './rateLimitsFrame.js';
import type { DecoderFactory, ResponseObserver } from '../ResponseDecoder.js';
import { frameFailure, responseFailure } from '../failures/responseFailure.js';

/** One stream, while its frames are read. */
interface Stream {
  readonly observer: ResponseObserver;
  /** What frames of any type say besides; told before a frame's own events. */
  readonly tellAsides: (frame: JsonObject) => void;
}

type OnFrame = (frame: JsonObject, stream: Stream) => void;
type Handle<A> = (frame: A, observer: ResponseObserver) => void;

/** Checks a frame with its codec before its handler sees it. A frame that does not fit is skipped, whole. */
const on =
  <A>(codec: t.Type<A, unknown>, handle: Handle<A>): OnFrame =>
  (frame, { observer, tellAsides }) => {
    if (codec.is(frame)) {
      tellAsides(frame);
      handle(frame, observer);
      return;
    }
    const decoded = codec.decode(frame);
    observer.skip(isLeft(decoded) ? decodeFault(decoded.left) : 'does not fit its type');
  };

// ---- items

const onItem =
  (type: 'output_item_added' | 'output_item_done'): Handle<{ readonly item: unknown }> =>
  (frame, observer) => {
    const decoded = ResponseItem.decode(frame.item);
    if (isLeft(decoded)) {
      observer.skip(decodeFault(decoded.left));
      return;
    }
    const item = decoded.right;
    if (item.type === 'other') {
      const kind = isJsonObject(frame.item) ? frame.item['type'] : undefined;
      observer.skip(`item of type ${String(kind)} is unknown or malformed; kept as other`);
    }
    observer.next({ type, item });
  };

// ---- deltas

type Placed = t.TypeOf<(typeof ResponsesFrame)['response.output_text.delta']>;
const onTextDelta: Handle<Placed> = ({ delta, item_id, output_index, content_index }, observer) =>
  observer.next(
    // What nearly every frame of a stream is, without the copies that leaving members out takes.
    typeof item_id === 'string' && typeof output_index === 'number' && typeof content_index === 'number'
      ? { type: 'output_text_delta', delta, item_id, output_index, content_index }
      : {
          type: 'output_text_delta',
          delta,
          ...(typeof item_id === 'string' ? { item_id } : {}),
          ...(typeof output_index === 'number' ? { output_index } : {}),
          ...(typeof content_index === 'number' ? { content_index } : {}),
        },
  );

const onRefusal: Handle<Placed> = ({ delta, item_id, output_index }, observer) =>
  observer.next({
    type: 'refusal_delta',
    delta,
    ...(typeof item_id === 'string' ? { item_id } : {}),
    ...(typeof output_index === 'number' ? { output_index } : {}),
  });

type ToolInput = t.TypeOf<(typeof ResponsesFrame)['response.function_call_arguments.delta']>;
const onToolInput: Handle<ToolInput> = (frame, observer) => {
  const { delta, item_id, call_id } = frame;
  const place = {
    ...(typeof item_id === 'string' ? { item_id } : {}),
    ...(typeof call_id === 'string' ? { call_id } : {}),
  };
  if (Object.keys(place).length === 0) observer.skip('a piece of tool input without item_id and call_id');
  else observer.next({ type: 'tool_call_input_delta', delta, ...place });
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
  <A extends t.TypeOf<typeof EndedResponse>>(
    codec: t.Type<A, unknown>,
    endingOf: (response: A) => Ending,
  ): Handle<unknown> =>
  (response, observer) => {
    const decoded = codec.decode(response);
    if (isLeft(decoded)) {
      const detail = `failed to parse ResponseCompleted: ${decodeFault(decoded.left)}`;
      observer.error(apiError({ type: 'stream', reason: 'undecodable', detail }));
      return;
    }
    const { id, usage } = decoded.right;
    observer.next({
      type: 'completed',
      response_id: id ?? '',
      token_usage: tokenUsage(usage),
      ...endingOf(decoded.right),
    });
    observer.complete();
  };

const completed = endAs(CompletedResponse, () => ({ status: 'completed' }));
const done = endAs(EndedResponse, () => ({ status: 'completed' }));
const incomplete = endAs(EndedResponse, ({ incomplete_details }) => ({
  status: 'incomplete',
  finish_reason: incomplete_details?.reason ?? 'unknown',
}));

// A Map, because an object would answer to frames of type "constructor".
const handlers: ReadonlyMap<unknown, OnFrame> = new Map([
  ['response.created', on(ResponsesFrame['response.created'], (_, observer) => observer.next({ type: 'created' }))],
  ['response.output_item.added', on(ResponsesFrame['response.output_item.added'], onItem('output_item_added'))],
  ['response.output_item.done', on(ResponsesFrame['response.output_item.done'], onItem('output_item_done'))],
  ['response.output_text.delta', on(ResponsesFrame['response.output_text.delta'], onTextDelta)],
  [
    'response.reasoning_summary_text.delta',
    on(ResponsesFrame['response.reasoning_summary_text.delta'], ({ delta, summary_index }, observer) =>
      observer.next({ type: 'reasoning_summary_delta', delta, summary_index }),
    ),
  ],
  [
    'response.reasoning_text.delta',
    on(ResponsesFrame['response.reasoning_text.delta'], ({ delta, content_index }, observer) =>
      observer.next({ type: 'reasoning_content_delta', delta, content_index }),
    ),
  ],
  [
    'response.reasoning_summary_part.added',
    on(ResponsesFrame['response.reasoning_summary_part.added'], ({ summary_index }, observer) =>
      observer.next({ type: 'reasoning_summary_part_added', summary_index }),
    ),
  ],
  [
    'response.reasoning_summary_text.done',
    on(ResponsesFrame['response.reasoning_summary_text.done'], ({ text, summary_index, item_id }, observer) =>
      observer.next({ type: 'reasoning_summary_done', text, summary_index, item_id }),
    ),
  ],
  ['response.refusal.delta', on(ResponsesFrame['response.refusal.delta'], onRefusal)],
  ['response.function_call_arguments.delta', on(ResponsesFrame['response.function_call_arguments.delta'], onToolInput)],
  ['response.custom_tool_call_input.delta', on(ResponsesFrame['response.custom_tool_call_input.delta'], onToolInput)],
  [
    'response.completed',
    on(ResponsesFrame['response.completed'], ({ response }, observer) => completed(response, observer)),
  ],
  ['response.done', on(ResponsesFrame['response.done'], ({ response }, observer) => done(response ?? {}, observer))],
  [
    'response.incomplete',
    on(ResponsesFrame['response.incomplete'], ({ response }, observer) => incomplete(response ?? {}, observer)),
  ],
  [
    'response.failed',
    on(ResponsesFrame['response.failed'], ({ response }, observer) => observer.error(responseFailure(response))),
  ],
  [
    'codex.rate_limits',
    (frame, { observer, tellAsides }) => {
      const snapshot = rateLimitsOfFrame(frame);
      if (snapshot === undefined) {
        observer.skip('unreadable rate limits');
        return;
      }
      tellAsides(frame);
      observer.next({ type: 'rate_limits', snapshot });
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
export const responsesDecoder: DecoderFactory = (observer) => {
  const asides = frameMetadata();
  const tellAsides = (frame: JsonObject): void => {
    for (const event of asides(frame)) observer.next(event);
  };
  const stream: Stream = { observer, tellAsides };
  let lastType: unknown;
  let lastHandler: OnFrame = tellAsides;
  // A frame is mostly of its predecessor's type. Comparing the two texts costs less than hashing a new one for the table.
  const handlerOf = (type: unknown): OnFrame => {
    if (type !== lastType) {
      lastType = type;
      lastHandler = handlers.get(type) ?? tellAsides;
    }
    return lastHandler;
  };

  return {
    onFrame: (json) => {
      if (json === DONE) return; // OpenRouter sends it after response.completed; it completes nothing here
      if (!isJsonObject(json)) {
        observer.skip('not a JSON object');
        return;
      }
      const failure = frameFailure(json);
      if (failure === undefined) handlerOf(json['type'])(json, stream);
      else observer.error(failure);
    },
    onEnd: () => observer.error(apiError({ type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' })),
  };
};
