import type { ApiError } from '../protocol/errors/ApiError.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';

/** An observer of the decoded events that also receives reports of frames that could not be decoded. */
export interface ResponseObserver {
  /** Receives an event as soon as a frame yields it. */
  next(event: ResponseEvent): void;
  /** Receives the reason why the current frame, or a part of it, was skipped. For telemetry: the stream continues. */
  skip(reason: string): void;
  /** Receives a frame that gives no event, with the reason: an event of its own or a skipped frame, as the caller wants. */
  other(frame: unknown, reason: string): void;
  /** Receives the error of a failed or truncated answer. No further frame is read. */
  error(error: ApiError): void;
  /** Marks the answer as complete. No further frame is read. */
  complete(): void;
}

/**
 * Decodes the JSON frames of one stream and emits their events immediately. It is a state machine without RxJS and
 * without a clock. Each subscription creates its own. After it has emitted an error or a completion, it is not called
 * again.
 */
export interface ResponseDecoder {
  /** Reads the JSON of one frame, or the text `[DONE]` for the sentinel. */
  onFrame(json: unknown): void;
  /** Handles the end of the stream: emits an error or a completion. */
  onEnd(): void;
  /**
   * Handles a stream that failed with an idle timeout or a lost connection. Emits the remaining events, and a
   * completion only if the answer is complete. Otherwise the caller emits the error of the stream.
   */
  onLost?(): void;
}

/**
 * Creates the decoder of one stream.
 *
 * @example
 * const lines: DecoderFactory = (observer) => ({
 *   onFrame: (json) => {
 *     if (json === '[DONE]') observer.complete();
 *     else if (typeof json === 'string') observer.next({ type: 'output_text_delta', delta: json });
 *     else observer.skip('no text');
 *   },
 *   onEnd: () => observer.complete(),
 * });
 * json$.pipe(decodeEvents(lines)).subscribe((event) => console.log(event.type));
 */
export type DecoderFactory = (observer: ResponseObserver) => ResponseDecoder;
