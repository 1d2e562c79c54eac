import type * as t from 'io-ts';
import type { ResponsesFrame } from '../../protocol/ResponsesFrame.js';
import { onCancelled, onCompleted, onDone, onFailed, onIncomplete } from './endHandlers.js';
import { onItemAdded, onItemDone } from './itemHandlers.js';
import type { Stream } from './Stream.js';
import { emitDelta } from './textHandlers.js';

/** Emits the events of a frame that its codec has checked. */
export type Handle<A> = (frame: A, stream: Stream) => void;

/** The frames that have a codec, by their `type`. */
export type Frames = { readonly [K in keyof typeof ResponsesFrame]: t.TypeOf<(typeof ResponsesFrame)[K]> };

const onTextDelta: Handle<Frames['response.output_text.delta']> = (frame, stream) => {
  const { item_id, output_index, content_index } = frame;
  if (typeof item_id !== 'string' || typeof output_index !== 'number' || typeof content_index !== 'number') {
    emitDelta(stream, 'text', frame, content_index ?? undefined, frame.delta);
    return;
  }
  // Nearly every frame has all three, and is then not copied as leaving members out does.
  const delta = stream.text.add('text', frame, content_index, frame.delta);
  if (delta !== '' || frame.delta === '')
    stream.observer.next({ type: 'output_text_delta', delta, item_id, output_index, content_index });
};

const onToolInputDelta: Handle<
  Frames['response.function_call_arguments.delta' | 'response.custom_tool_call_input.delta']
> = (frame, stream) => {
  const { delta, item_id, call_id } = frame;
  if (typeof item_id !== 'string' && typeof call_id !== 'string') {
    stream.observer.skip('a piece of tool input without item_id and call_id');
    return;
  }
  stream.calls.addInput(frame, delta);
  emitDelta(stream, 'input', frame, undefined, delta);
};

const onSummaryDone: Handle<Frames['response.reasoning_summary_text.done']> = (frame, { text, observer }) => {
  const { text: whole, summary_index, item_id } = frame;
  // The event holds the whole text, so the rest is not emitted as a delta.
  text.rest('summary', frame, summary_index, whole);
  observer.next({ type: 'reasoning_summary_done', text: whole, summary_index, item_id });
};

/** One handler per codec: a codec without a handler does not compile, nor does a handler without a codec. */
export const frameHandlers: { readonly [K in keyof Frames]: Handle<Frames[K]> } = {
  'response.created': (_, { observer }) => observer.next({ type: 'created' }),
  'response.output_item.added': onItemAdded,
  'response.output_item.done': onItemDone,
  'response.output_text.delta': onTextDelta,
  'response.reasoning_summary_text.delta': (frame, stream) =>
    emitDelta(stream, 'summary', frame, frame.summary_index, frame.delta),
  'response.reasoning_text.delta': (frame, stream) =>
    emitDelta(stream, 'reasoning', frame, frame.content_index, frame.delta),
  'response.reasoning_summary_text.done': onSummaryDone,
  'response.refusal.delta': (frame, stream) => emitDelta(stream, 'refusal', frame, undefined, frame.delta),
  'response.reasoning_summary_part.added': ({ summary_index }, { observer }) =>
    observer.next({ type: 'reasoning_summary_part_added', summary_index }),
  'response.function_call_arguments.delta': onToolInputDelta,
  'response.custom_tool_call_input.delta': onToolInputDelta,
  'response.completed': onCompleted,
  'response.done': onDone,
  'response.incomplete': onIncomplete,
  'response.failed': onFailed,
  'response.cancelled': onCancelled,
};
