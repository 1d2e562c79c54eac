import type * as t from 'io-ts';
import { isLeft } from '#either';
import { decodeFault } from '../../protocol/errors/decodeFault.js';
import { isJsonObject } from '../../protocol/codec/json.js';
import { ResponseItem } from '../../protocol/ResponseItem.js';
import type { ResponsesFrame } from '../../protocol/ResponsesFrame.js';
import type { ResponseObserver } from '../ResponseDecoder.js';
import { onCompleted, onDone, onFailed, onIncomplete } from './endHandlers.js';

/** Emits the events of a frame that its codec has checked. */
export type Handle<A> = (frame: A, observer: ResponseObserver) => void;

/** The frames that have a codec, by their `type`. */
export type Frames = { readonly [K in keyof typeof ResponsesFrame]: t.TypeOf<(typeof ResponsesFrame)[K]> };

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

// Deltas are nearly all frames of a stream, so members are left out by explicit code, which is faster than a helper.

const onTextDelta: Handle<Frames['response.output_text.delta']> = (frame, observer) => {
  const { delta, item_id, output_index, content_index } = frame;
  observer.next(
    // Nearly every frame has all three members. They are then used directly, because leaving members out needs a copy.
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
};

const onRefusalDelta: Handle<Frames['response.refusal.delta']> = ({ delta, item_id, output_index }, observer) =>
  observer.next({
    type: 'refusal_delta',
    delta,
    ...(typeof item_id === 'string' ? { item_id } : {}),
    ...(typeof output_index === 'number' ? { output_index } : {}),
  });

const onToolInputDelta: Handle<
  Frames['response.function_call_arguments.delta' | 'response.custom_tool_call_input.delta']
> = ({ delta, item_id, call_id }, observer) => {
  const ids = {
    ...(typeof item_id === 'string' ? { item_id } : {}),
    ...(typeof call_id === 'string' ? { call_id } : {}),
  };
  if (Object.keys(ids).length === 0) observer.skip('a piece of tool input without item_id and call_id');
  else observer.next({ type: 'tool_call_input_delta', delta, ...ids });
};

/** One handler per codec: a codec without a handler does not compile, nor does a handler without a codec. */
export const frameHandlers: { readonly [K in keyof Frames]: Handle<Frames[K]> } = {
  'response.created': (_, observer) => observer.next({ type: 'created' }),
  'response.output_item.added': onItem('output_item_added'),
  'response.output_item.done': onItem('output_item_done'),
  'response.output_text.delta': onTextDelta,
  'response.reasoning_summary_text.delta': ({ delta, summary_index }, observer) =>
    observer.next({ type: 'reasoning_summary_delta', delta, summary_index }),
  'response.reasoning_text.delta': ({ delta, content_index }, observer) =>
    observer.next({ type: 'reasoning_content_delta', delta, content_index }),
  'response.reasoning_summary_text.done': ({ text, summary_index, item_id }, observer) =>
    observer.next({ type: 'reasoning_summary_done', text, summary_index, item_id }),
  'response.refusal.delta': onRefusalDelta,
  'response.reasoning_summary_part.added': ({ summary_index }, observer) =>
    observer.next({ type: 'reasoning_summary_part_added', summary_index }),
  'response.function_call_arguments.delta': onToolInputDelta,
  'response.custom_tool_call_input.delta': onToolInputDelta,
  'response.completed': onCompleted,
  'response.done': onDone,
  'response.incomplete': onIncomplete,
  'response.failed': onFailed,
};
