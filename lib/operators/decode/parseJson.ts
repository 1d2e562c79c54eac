import type { OperatorFunction, Subscriber } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import { isJsonObject, isPresent, parseJsonText, type JsonObject } from '../../protocol/codec/json.js';
import { DONE, isDone, type SseFrame } from '../../protocol/SseFrame.js';
import type { SkippedFrame } from '../../telemetry/Telemetry.js';
import { operate, type Handlers } from '../flow/operate.js';

/** Options for `parseJson`. */
export interface ParseJsonOptions {
  /**
   * The handling of data that is not JSON: `skip` it, or `fail` with a `stream` error. Default: `skip`, because some
   * servers send keep-alives as `data: : keepalive`.
   */
  readonly malformed?: 'skip' | 'fail';
  /** A callback, called for each frame that is skipped. */
  readonly onSkipped?: ((skipped: SkippedFrame) => void) | undefined;
}

/** Returns true if the name of an event is more specific than its data. Nearly every frame has its own type. */
const isUnnamed = (event: string, json: unknown): boolean => {
  if (isErrorName(event)) return !isJsonObject(json) || json['type'] !== 'error';
  return event.startsWith('response.') && isJsonObject(json) && !isPresent(json['type']);
};
const isErrorName = (event: string): boolean => event.length === 5 && event.toLowerCase() === 'error';

/** The data under the type that the name of its event gives. */
const named = (event: string, data: unknown): JsonObject => {
  if (!isErrorName(event)) return isJsonObject(data) ? { ...data, type: event } : { type: event };
  // A `type` in the data is then the class of the error.
  return isJsonObject(data) && isPresent(data['error']) ? { ...data, type: 'error' } : { type: 'error', error: data };
};

// docs/wire.md, section 4.3
// docs/decisions.md: malformed JSON frame
/**
 * Parses the data of each frame as JSON. Blank data and comments are left out. The sentinel is passed on as the string
 * `[DONE]`: in the Chat API, only the sentinel distinguishes a complete answer from a truncated one.
 *
 * ```text
 * frames:  --[{"a":1}]--[oops]--[{"b":2}]--|
 *           parseJson()
 * values:  --{ a: 1 }-----------{ b: 2 }---|
 *
 * frames:  --[{"a":1}]--[oops]--
 *           parseJson({ malformed: 'fail' })
 * values:  --{ a: 1 }---#               stream error: expected a JSON frame, got: oops
 * ```
 *
 * The name of an event is used where its data lacks it. The data of an event named `error` becomes a frame of the type
 * `error`, even if it is not JSON, and an object without a `type` in an event named `response.…` gets that type.
 *
 * The output is every frame that the server sent, including those that a client does not convert to events.
 *
 * Errors: a `stream` error with `malformed: 'fail'`; errors of the source pass through. Teardown: unsubscribes from the
 * source.
 *
 * @example
 * head.bytes.pipe(sseFrames(), untilDone(), parseJson()).subscribe(console.log);
 */
export const parseJson = ({ malformed = 'skip', onSkipped }: ParseJsonOptions = {}): OperatorFunction<
  SseFrame,
  unknown
> => operate((subscriber) => new Parsing(subscriber, malformed, onSkipped));

class Parsing implements Handlers<SseFrame> {
  readonly #out: Subscriber<unknown>;
  readonly #malformed: ParseJsonOptions['malformed'];
  readonly #onSkipped: ParseJsonOptions['onSkipped'];

  constructor(
    out: Subscriber<unknown>,
    malformed: ParseJsonOptions['malformed'],
    onSkipped: ParseJsonOptions['onSkipped'],
  ) {
    this.#out = out;
    this.#malformed = malformed;
    this.#onSkipped = onSkipped;
  }

  next({ event, data, comment }: SseFrame): void {
    if (comment === true) return;
    const json = parseJsonText(data);
    if (event !== 'message' && isUnnamed(event, json)) this.#out.next(named(event, json ?? data));
    else if (json !== undefined) this.#out.next(json);
    else if (data.trim() === '') return;
    else if (isDone(data)) this.#out.next(DONE);
    else if (this.#malformed === 'skip') this.#onSkipped?.({ reason: 'not JSON', excerpt: excerpt(data) });
    else
      this.#out.error(
        apiError({ type: 'stream', reason: 'not_json', detail: `expected a JSON frame, got: ${excerpt(data)}` }),
      );
  }
}
