import { createParser, type EventSourceMessage, type EventSourceParser, type ParseError } from 'eventsource-parser';
import type { OperatorFunction, Subscriber } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import { isJsonObject, parseJsonText } from '../../protocol/codec/json.js';
import { isDone, type SseFrame } from '../../protocol/SseFrame.js';
import type { SkippedFrame } from '../../telemetry/Telemetry.js';
import { DEFAULT_BUFFER_LIMIT } from '../../protocol/limits.js';
import { decodeText } from './decodeText.js';
import { operate, type Handlers } from '../flow/operate.js';
import { DEFAULT_HOLD_AT_MOST, cutAtLineEnds } from './cutAtLineEnds.js';
import { strayJson, type StrayJson } from './strayJson.js';

/** Options for `sseFrames`. */
export interface SseFramesOptions {
  /** The maximum length of an unfinished event, in characters. Default: 10,485,760. */
  readonly maxBufferSize?: number;
  /** Emits comments too, as frames with `comment: true`. Default: false. */
  readonly comments?: boolean;
  /** Emits the ids of events too. Default: false. */
  readonly ids?: boolean;
  /** A callback, called for an event that the end of the stream cut off, and for a line that is not a field. */
  readonly onSkipped?: ((skipped: SkippedFrame) => void) | undefined;
}

/**
 * Returns whether the data of an event is complete: it is JSON, or the sentinel `[DONE]`. An event whose JSON was cut
 * off is useless.
 */
const isWhole = (data: string): boolean => parseJsonText(data) !== undefined || isDone(data);

/** `error: null` reports that there is no error. */
const saysNothing = (value: unknown): boolean => value === null || value === false;

/**
 * Returns the data of a line that is not a field of an event. GPUStack ends a stream with `error: {…}`; proxies append
 * bare JSON. The standard ignores both, and the consumer would see a truncated stream without a reason.
 */
const strayData = ({ type, field, value, line }: ParseError): string | undefined => {
  if (type !== 'unknown-field') return undefined;
  if (field === 'error') {
    const json = parseJsonText(value ?? '');
    if (saysNothing(json)) return undefined;
    return JSON.stringify(isJsonObject(json) && 'error' in json ? json : { error: json ?? value });
  }
  const json = line !== undefined && /^[[{]/.test(line) ? parseJsonText(line) : undefined;
  if (isJsonObject(json)) return line;
  // Google wraps an error in a list.
  const first: unknown = Array.isArray(json) ? json[0] : undefined;
  return isJsonObject(first) && 'error' in first ? JSON.stringify(first) : undefined;
};

/**
 * Splits bytes into server-sent events. Chunks may end anywhere, even inside a line end, a character or a byte-order
 * mark. LF, CRLF and CR end lines. Comments and events without data are left out.
 *
 * ```text
 * bytes:   --[data: a\n\nda]--[ta: b\n]--[\n]--|
 *            sseFrames()
 * frames:  --a---------------------------b-----|      a = { event: 'message', data: 'a' }
 * ```
 *
 * A line that is not a field but contains data (`error: {…}` or bare JSON) becomes a separate frame. An error is
 * wrapped as `{"error": …}`.
 *
 * If the stream ends without the blank line after its last event, that event is emitted if its data is complete JSON or
 * `[DONE]`. Otherwise it is reported to `onSkipped`.
 *
 * Errors: a `stream` error when an unfinished event is longer than `maxBufferSize`; errors of the source pass through.
 * Teardown: unsubscribes from the source.
 *
 * @example
 * head.bytes.pipe(sseFrames()).subscribe(({ data }) => console.log(data));
 */
export const sseFrames =
  ({
    maxBufferSize = DEFAULT_BUFFER_LIMIT,
    comments = false,
    ids = false,
    onSkipped,
  }: SseFramesOptions = {}): OperatorFunction<Uint8Array, SseFrame> =>
  (bytes) =>
    bytes.pipe(
      cutAtLineEnds({ holdAtMost: Math.min(DEFAULT_HOLD_AT_MOST, maxBufferSize) }),
      decodeText(),
      operate((subscriber) => new Framing(subscriber, { maxBufferSize, comments, ids, onSkipped })),
    );

class Framing implements Handlers<string> {
  readonly #out: Subscriber<SseFrame>;
  readonly #maxBufferSize: number;
  readonly #ids: boolean;
  readonly #onSkipped: SseFramesOptions['onSkipped'];
  readonly #parser: EventSourceParser;
  #stray: StrayJson | undefined; // only from the first line on that is not a field
  #atEnd = false;
  // A CR at the end of a chunk may be a complete line end or half of CR LF. It is completed immediately, so that an event of a
  // CR stream need not wait for the next one. An LF at the start of the next chunk is then dropped, as it would be
  // taken for a blank line.
  #afterCr = false;

  constructor(out: Subscriber<SseFrame>, { maxBufferSize, comments, ids, onSkipped }: Required<SseFramesOptions>) {
    this.#out = out;
    this.#maxBufferSize = maxBufferSize;
    this.#ids = ids;
    this.#onSkipped = onSkipped;
    this.#parser = createParser({
      maxBufferSize,
      onEvent: (event) => this.#onEvent(event),
      onError: (error) => this.#onError(error),
      ...(comments ? { onComment: (text) => out.next({ event: '', data: text, comment: true }) } : {}),
    });
    // The parser would remove "ï»¿" from the start of its first chunk as a byte-order mark. `decodeText` has removed the
    // real one, so the parser gets a blank line first, which has no effect.
    this.#parser.feed('\n');
  }

  next(text: string): void {
    const rest = this.#afterCr && text.startsWith('\n') ? text.slice(1) : text;
    this.#afterCr = text.endsWith('\r');
    this.#parser.feed(this.#afterCr ? `${rest}\n` : rest);
  }

  complete(): void {
    this.#atEnd = true;
    // Ends the last line and event if the server did not. After a complete event it has no effect.
    this.#parser.feed('\n\n');
    this.#out.complete();
  }

  #onEvent({ id, event = '', data }: EventSourceMessage): void {
    // docs/decisions.md: an unterminated last SSE block at EOF
    if (this.#atEnd && !isWhole(data)) this.#skip('cut off by the end of the stream', data);
    else if (!this.#ids || id === undefined) this.#out.next({ event: event || 'message', data });
    else this.#out.next({ event: event || 'message', data, id });
  }

  #onError(error: ParseError): void {
    if (error.type === 'max-buffer-size-exceeded') {
      this.#out.error(
        apiError({
          type: 'stream',
          reason: 'too_large',
          detail: `a server-sent event is longer than ${this.#maxBufferSize} characters (maxBufferSize)`,
        }),
      );
      return;
    }
    // docs/wire.md, section 3.6: other unknown fields and retry times are ignored
    const stray = (this.#stray ??= strayJson(this.#maxBufferSize));
    const data = strayData(error) ?? stray.add(error);
    if (data !== undefined) this.#out.next({ event: 'message', data });
    else if (error.type === 'unknown-field' && !stray.isOpen)
      this.#skip('no field of a server-sent event', error.line ?? '');
  }

  // Lines of the same chunk after the end of the answer are no more worth a report than those of a later chunk.
  #skip(reason: string, data: string): void {
    if (!this.#out.closed) this.#onSkipped?.({ reason, excerpt: excerpt(data) });
  }
}
