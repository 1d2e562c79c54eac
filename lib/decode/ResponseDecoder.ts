import type { ApiError } from '../protocol/errors/ApiError.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';

/** Who is told what frames amount to: an observer of events that is also told what was not understood. */
export interface ResponseObserver {
  /** An event, as soon as a frame has it. */
  next(event: ResponseEvent): void;
  /** The frame that is being read, or a part of it, was not understood. For telemetry; the stream goes on. */
  skip(reason: string): void;
  /** The answer failed, or was cut off. Nothing more is read. */
  error(error: ApiError): void;
  /** The answer is whole. Nothing more is read. */
  complete(): void;
}

/**
 * Turns the JSON frames of one stream into events, and tells them as they come. A plain state machine: made per
 * subscription, no rxjs, no clock. After an error or a completion that it told, it is not called again.
 */
export interface ResponseDecoder {
  /** One frame's JSON, or the text `[DONE]` for the sentinel. */
  onFrame(json: unknown): void;
  /** The server closed the stream: tells an error or a completion. */
  onEnd(): void;
  /**
   * The stream broke off: silence, a lost connection. Tells what is left to say; a completion only where the answer is
   * whole all the same, else the error of the stream follows.
   */
  onLost?(): void;
}

/**
 * Makes the decoder of one stream.
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
