import { createParser, type ParseError } from 'eventsource-parser';
import type { OperatorFunction } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import { isJsonObject, parseJsonText } from '../../protocol/codec/json.js';
import { isDone, type SseFrame } from '../../protocol/SseFrame.js';
import type { SkippedFrame } from '../../telemetry/Telemetry.js';
import { decodeText } from './decodeText.js';
import { operate } from '../flow/operate.js';
import { DEFAULT_HOLD_AT_MOST, cutAtLineEnds } from './cutAtLineEnds.js';

/** How bytes are cut into frames. */
export interface SseFramesOptions {
  /** The most characters of an event that is not yet whole. Default 10 Mi. */
  readonly maxBufferSize?: number;
  /** Whether comments are emitted too, as frames with `comment: true`. Default false. */
  readonly comments?: boolean;
  /** Called for an event that the end of the stream cut off, and for a line that is no field. */
  readonly onSkipped?: ((skipped: SkippedFrame) => void) | undefined;
}

/** Cut off in the middle of its JSON, an event is worthless; the sentinel is the one that is no JSON. */
const isWhole = (data: string): boolean => parseJsonText(data) !== undefined || isDone(data);

/**
 * What a line says that is no field of an event: GPUStack ends a stream with `error: {…}`, proxies append bare JSON. The
 * standard ignores both, and the reader would see a truncated stream without a reason.
 */
const strayData = ({ type, field, value, line }: ParseError): string | undefined => {
  if (type !== 'unknown-field') return undefined;
  if (field === 'error') {
    const json = parseJsonText(value ?? '');
    return JSON.stringify(isJsonObject(json) && 'error' in json ? json : { error: json ?? value });
  }
  return line?.startsWith('{') === true && isJsonObject(parseJsonText(line)) ? line : undefined;
};

/**
 * Cuts bytes into server-sent events, wherever the network cut them: inside a line end, a character, a byte-order mark.
 * LF, CRLF and CR end lines; comments and events without data are left out.
 *
 * ```text
 * bytes:   --[data: a\n\nda]--[ta: b\n]--[\n]--|
 *            sseFrames()
 * frames:  --a---------------------------b-----|      a = { event: 'message', data: 'a' }
 * ```
 *
 * A line that is no field but says something all the same (`error: {…}`, bare JSON) is a frame of its own; an error is
 * wrapped as `{"error": …}`. An event that the end of the stream left without its blank line is emitted if its data is whole JSON (or `[DONE]`),
 * else told to `onSkipped`.
 *
 * Errors: `stream` when an unfinished event outgrows `maxBufferSize`; the source's. Teardown: the source's.
 * Source: WHATWG server-sent events; wire.md 3.6; design 7, "an unterminated last SSE block".
 *
 * @example
 * head.bytes.pipe(sseFrames()).subscribe(({ data }) => console.log(data));
 */
export const sseFrames =
  ({ maxBufferSize = 10 * 1024 * 1024, comments = false, onSkipped }: SseFramesOptions = {}): OperatorFunction<
    Uint8Array,
    SseFrame
  > =>
  (bytes) =>
    bytes.pipe(
      cutAtLineEnds({ holdAtMost: Math.min(DEFAULT_HOLD_AT_MOST, maxBufferSize) }),
      decodeText(),
      operate((subscriber) => {
        let atEnd = false;
        const parser = createParser({
          maxBufferSize,
          onEvent: ({ event, data }) => {
            if (atEnd && !isWhole(data))
              onSkipped?.({ reason: 'cut off by the end of the stream', excerpt: excerpt(data) });
            else subscriber.next({ event: event || 'message', data });
          },
          onComment: (text) => {
            if (comments) subscriber.next({ event: '', data: text, comment: true });
          },
          onError: (error) => {
            if (error.type === 'max-buffer-size-exceeded') {
              subscriber.error(
                apiError({
                  type: 'stream',
                  reason: 'too_large',
                  detail: `a server-sent event is longer than ${maxBufferSize} characters`,
                }),
              );
              return;
            }
            const data = strayData(error); // all other unknown fields, and retry times, are ignored: wire.md 3.6
            if (data !== undefined) subscriber.next({ event: 'message', data });
            else if (error.type === 'unknown-field')
              onSkipped?.({ reason: 'no field of a server-sent event', excerpt: excerpt(error.line ?? '') });
          },
        });
        // In its first chunk the parser takes "ï»¿" for a byte-order mark; the real one is gone by now. A blank line is nothing.
        parser.feed('\n');
        // CR LF is one line end, as CR is: completing it at once delivers an event of a CR stream without the next one's
        // help, and the LF that may follow in the next chunk is then no blank line.
        let afterCr = false;
        return {
          next: (text) => {
            const rest = afterCr && text.startsWith('\n') ? text.slice(1) : text;
            afterCr = text.endsWith('\r');
            parser.feed(afterCr ? `${rest}\n` : rest);
          },
          complete: () => {
            atEnd = true;
            // Ends a line and a block that the server did not end; after a whole block it dispatches nothing.
            parser.feed('\n\n');
            subscriber.complete();
          },
        };
      }),
    );
