import type { EventPlace, ResponseEvent } from '../../protocol/ResponseEvent.js';

/** The kinds of text in an answer. */
export type TextKind = 'text' | 'refusal' | 'reasoning' | 'summary' | 'input' | 'hosted_input' | 'transcript';

/** The place that a frame gives for a text. Each member may be missing. */
export interface TextPlace {
  readonly output_index?: unknown;
  readonly item_id?: unknown;
  readonly call_id?: unknown;
  /** The name of the tool, for `hosted_input`. */
  readonly tool?: string;
}

/** The members of an event that locate it. Written out, because deltas arrive by the thousand. */
export const placeOf = ({ item_id, output_index }: TextPlace): EventPlace => ({
  ...(typeof item_id === 'string' ? { item_id } : {}),
  ...(typeof output_index === 'number' ? { output_index } : {}),
});

/** The event of a piece of text. `part` is the index of the content or of the summary, undefined if none was sent. */
export const textEvent = (kind: TextKind, place: TextPlace, part: number | undefined, delta: string): ResponseEvent => {
  switch (kind) {
    case 'text':
      return {
        type: 'output_text_delta',
        delta,
        ...placeOf(place),
        ...(part === undefined ? {} : { content_index: part }),
      };
    case 'refusal':
      return { type: 'refusal_delta', delta, ...placeOf(place) };
    case 'reasoning':
      return { type: 'reasoning_content_delta', delta, content_index: part ?? 0 };
    case 'summary':
      return { type: 'reasoning_summary_delta', delta, summary_index: part ?? 0 };
    case 'input': {
      const { item_id, call_id } = place;
      return {
        type: 'tool_call_input_delta',
        delta,
        ...(typeof item_id === 'string' ? { item_id } : {}),
        ...(typeof call_id === 'string' ? { call_id } : {}),
      };
    }
    case 'hosted_input':
      return { type: 'hosted_tool_input_delta', tool: place.tool ?? '', delta, ...placeOf(place) };
    case 'transcript':
      return { type: 'audio_transcript_delta', delta, ...placeOf(place) };
  }
};
