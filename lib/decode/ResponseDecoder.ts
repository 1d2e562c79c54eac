import type { Either } from 'fp-ts/lib/Either.js';
import type { ApiError } from '../protocol/ApiError.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';

/** What one frame, or the end of the stream, amounts to. */
export interface Step {
  /** In the order in which they are to be emitted. */
  readonly events: readonly ResponseEvent[];
  /** The end of the stream: an error, or its completion. Nothing after it is read. */
  readonly outcome?: Either<ApiError, 'complete'>;
  /** Why the frame, or a part of it, was not understood. For telemetry; the stream goes on. */
  readonly skipped?: string;
}

/**
 * Turns the JSON frames of one stream into events. A plain state machine: made per subscription, no rxjs, no clock.
 * After a step with an `outcome` it is not called again.
 */
export interface ResponseDecoder {
  /** One frame's JSON, or the text `[DONE]` for the sentinel. */
  onFrame(json: unknown): Step;
  /** The server closed the stream. */
  onEnd(): Step;
  /**
   * The stream broke off: silence, a lost connection. What is left to say; an outcome only where the answer is whole all
   * the same, else the error of the stream follows.
   */
  onLost?(): Step;
}

/** A step of nothing at all. */
export const NOTHING: Step = { events: [] };

/** A step of events alone. */
export const emit = (...events: readonly ResponseEvent[]): Step => ({ events });
