import type { OperatorFunction, Subscriber } from 'rxjs';
import type { DecoderFactory, ResponseDecoder, ResponseObserver } from '../../decode/ResponseDecoder.js';
import { isWritable, writablePart } from '../../protocol/codec/json.js';
import type { ApiError } from '../../protocol/errors/ApiError.js';
import { jsonExcerpt } from '../../protocol/errors/errorBody.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { SkippedFrame } from '../../telemetry/Telemetry.js';
import { operate, type Handlers } from '../flow/operate.js';

/** Options for `decodeEvents`. */
export interface DecodeEventsOptions {
  /**
   * `all`: a frame that gives no event is emitted as `{ type: 'other', raw }`. `known`: it is reported to `onSkipped`.
   * Default: `known`.
   */
  readonly frames?: 'known' | 'all' | undefined;
  /** A callback, called for each frame that was skipped or only partly understood. */
  readonly onSkipped?: ((skipped: SkippedFrame) => void) | undefined;
  /**
   * Called when the decoder has found the end of the answer, before the `completed` event or the error is emitted. The
   * source is not needed any more.
   */
  readonly onOver?: (() => void) | undefined;
}

// docs/wire.md, section 4
/**
 * Decodes JSON frames to events. The output ends when the decoder reports the end of the response, which may be before
 * the source ends.
 *
 * ```text
 * frames:  --a--b--x--c--                x: response.completed
 *       decodeEvents(responsesDecoder)
 * events:  --A--B--(X|)
 *
 * frames:  --a--b--|
 *       decodeEvents(responsesDecoder)
 * events:  --A--B--#                     stream error: stream closed before response.completed
 *
 * frames:  --t--f--------#               f: finish_reason; then the connection is lost
 *       decodeEvents(chatDecoder)
 * events:  --(MT)--------(DE|)           D: the message, E: completed
 * ```
 *
 * Errors: errors of the decoder; errors of the source pass through, after the events that the decoder still holds.
 *
 * Teardown: unsubscribes from the source; a terminal frame unsubscribes from it immediately.
 *
 * @param makeDecoder creates a decoder; called once per subscription.
 *
 * @example
 * json$.pipe(decodeEvents(responsesDecoder)).subscribe((event) => console.log(event.type));
 */
export const decodeEvents = (
  makeDecoder: DecoderFactory,
  options: DecodeEventsOptions = {},
): OperatorFunction<unknown, ResponseEvent> => operate((subscriber) => new Decoding(makeDecoder, subscriber, options));

/** Gives the frames to a decoder. */
class Decoding implements Handlers<unknown> {
  readonly #out: Subscriber<ResponseEvent>;
  readonly #events: DecodedEvents;
  readonly #decoder: ResponseDecoder;

  constructor(makeDecoder: DecoderFactory, out: Subscriber<ResponseEvent>, options: DecodeEventsOptions) {
    this.#out = out;
    this.#events = new DecodedEvents(out, options);
    this.#decoder = makeDecoder(this.#events);
  }

  next(json: unknown): void {
    this.#events.begin(json);
    this.#decoder.onFrame(json);
    this.#events.begin(undefined); // an open stream would keep its latest frame in memory
  }

  error(cause: unknown): void {
    this.#decoder.onLost?.();
    this.#out.error(cause);
  }

  complete(): void {
    this.#decoder.onEnd();
    this.#out.complete();
  }
}

type ItemEvent = Extract<ResponseEvent, { type: 'output_item_added' | 'output_item_done' }>;

/** Receives what the decoder emits. */
class DecodedEvents implements ResponseObserver {
  #frame: unknown;
  #excerpt: string | undefined; // of the frame
  readonly #out: Subscriber<ResponseEvent>;
  readonly #options: DecodeEventsOptions;

  constructor(out: Subscriber<ResponseEvent>, options: DecodeEventsOptions) {
    this.#out = out;
    this.#options = options;
  }

  /** Sets the frame that is being decoded. */
  begin(frame: unknown): void {
    this.#frame = frame;
    this.#excerpt = undefined;
  }

  next(event: ResponseEvent): void {
    if (event.type === 'completed') this.#options.onOver?.(); // the consumer may unsubscribe at this event
    const hasItem = event.type === 'output_item_done' || event.type === 'output_item_added';
    this.#out.next(hasItem && !isWritable(event.item) ? this.#writable(event) : event);
  }

  /** The item will be a part of every later request, which could not be written otherwise. */
  #writable(event: ItemEvent): ItemEvent {
    const item = writablePart(event.item);
    const reason = 'left out what is nested more than 500 levels deep';
    this.#options.onSkipped?.({ reason, excerpt: jsonExcerpt(item) });
    return { ...event, item };
  }

  skip(reason: string): void {
    // Written once for a frame: a server may put a million parts into one that are all skipped.
    this.#options.onSkipped?.({ reason, excerpt: (this.#excerpt ??= jsonExcerpt(this.#frame)) });
  }

  other(raw: unknown, reason: string): void {
    if (this.#options.frames === 'all') this.#out.next({ type: 'other', raw });
    else this.#options.onSkipped?.({ reason, excerpt: jsonExcerpt(raw) });
  }

  error(error: ApiError): void {
    this.#options.onOver?.();
    this.#out.error(error);
  }

  complete(): void {
    this.#options.onOver?.();
    this.#out.complete();
  }
}
