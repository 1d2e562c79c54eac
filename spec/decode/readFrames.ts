import { match } from '#either';
import type { ResponseDecoder, Step } from '../../lib/decode/ResponseDecoder.js';
import { apiErrorKind, type ApiError, type ApiErrorKind } from '../../lib/protocol/ApiError.js';
import type { ResponseEvent } from '../../lib/protocol/ResponseEvent.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';

/** What a decoder made of a stream. */
export interface Reading {
  readonly events: readonly ResponseEvent[];
  /** The kind of the error that ended it, `complete`, or `open`. */
  readonly end: ApiErrorKind | 'complete' | 'open';
  readonly skipped: readonly string[];
}

/** How a step ends the stream. */
export const endOf = ({ outcome }: Step): Reading['end'] =>
  outcome === undefined
    ? 'open'
    : match(
        (error: ApiError): Reading['end'] => apiErrorKind(error),
        () => 'complete' as const,
      )(outcome);

/** What comes after the last frame: the server closes, the connection breaks, or nothing yet. */
export type Close = 'eof' | 'lost' | 'nothing';

const CLOSING: Readonly<Record<Close, (decoder: ResponseDecoder) => Step | undefined>> = {
  eof: (decoder) => decoder.onEnd(),
  lost: (decoder) => decoder.onLost?.(),
  nothing: () => undefined,
};

/** Feeds frames to a decoder as `decodeEvents` does: nothing after the end is read. */
export const readFrames = (decoder: ResponseDecoder, frames: readonly unknown[], close: Close = 'eof'): Reading => {
  const events: ResponseEvent[] = [];
  const skipped: string[] = [];
  const take = (step: Step): Reading['end'] => {
    events.push(...step.events);
    if (step.skipped !== undefined) skipped.push(step.skipped);
    return endOf(step);
  };
  for (const frame of frames) {
    const end = take(decoder.onFrame(frame));
    if (end !== 'open') return { events, end, skipped };
  }
  return { events, end: take(CLOSING[close](decoder) ?? { events: [] }), skipped };
};

/** The finished items, in order. */
export const itemsIn = (events: readonly ResponseEvent[]): readonly ResponseItem[] =>
  events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []));
