import type { DecoderFactory, ResponseDecoder } from '../../lib/decode/ResponseDecoder.js';
import { apiErrorKind, type ApiErrorKind } from '../../lib/protocol/errors/ApiError.js';
import type { ResponseEvent } from '../../lib/protocol/ResponseEvent.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';

/** What a decoder made of a stream. */
export interface Reading {
  readonly events: readonly ResponseEvent[];
  /** The kind of the error that ended it, `complete`, or `open`. */
  readonly end: ApiErrorKind | 'complete' | 'open';
  readonly skipped: readonly string[];
}

/** What comes after the last frame: the server closes, the connection breaks, or nothing yet. */
export type Close = 'eof' | 'lost' | 'nothing';

const CLOSING: Readonly<Record<Close, (decoder: ResponseDecoder) => void>> = {
  eof: (decoder) => decoder.onEnd(),
  lost: (decoder) => decoder.onLost?.(),
  nothing: () => undefined,
};

/** Feeds frames to a decoder as `decodeEvents` does: nothing after the end is read. */
export const readFrames = (makeDecoder: DecoderFactory, frames: readonly unknown[], close: Close = 'eof'): Reading => {
  const events: ResponseEvent[] = [];
  const skipped: string[] = [];
  const ends: Reading['end'][] = [];
  const decoder = makeDecoder({
    next: (event) => {
      if (ends.length > 0) throw new Error(`${event.type} was told after the end`);
      events.push(event);
    },
    skip: (reason) => skipped.push(reason),
    other: (_, reason) => skipped.push(reason),
    error: (error) => ends.push(apiErrorKind(error)),
    complete: () => ends.push('complete'),
  });
  for (const frame of frames) {
    decoder.onFrame(frame);
    if (ends.length > 0) break;
  }
  if (ends.length === 0) CLOSING[close](decoder);
  if (ends.length > 1) throw new Error('the end was told twice');
  return { events, end: ends[0] ?? 'open', skipped };
};

/** The finished items, in order. */
export const itemsIn = (events: readonly ResponseEvent[]): readonly ResponseItem[] =>
  events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []));
