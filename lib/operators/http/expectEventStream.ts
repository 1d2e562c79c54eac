import type { MonoTypeOperatorFunction } from 'rxjs';
import { bodyFailure } from '../../decode/failures/responseFailure.js';
import { parseJsonText } from '../../protocol/codec/json.js';
import { operate } from '../flow/operate.js';

/** The maximum number of characters that are read of a body that is not an event stream. */
const BODY_LIMIT = 64 * 1024;
/** The number of characters that suffice to identify an HTML page. */
const PAGE_LIMIT = 64;
/** The number of characters after which the body counts as an event stream, even if no line looks like a field. */
const PROBE_LIMIT = 1024;

const EVENT_STREAM_LINE = /^(data|event|id|retry)[:\r\n]|^:/m;
/** The beginning of JSON or HTML. No field of an event stream begins with these characters. */
const OTHER_BODY = /^\s*[{[<]/;

// docs/decisions.md: content type of the answer
/**
 * Passes on the bytes of an event stream, and fails for any other body: a JSON error, a complete JSON response, the
 * HTML page of a proxy, a line of text. It inspects the body and not the content type, because some servers send events
 * with a wrong content type or with none.
 *
 * ```text
 * bytes:   --[data: a]--[data: b]--|
 *          expectEventStream(200)
 * bytes:   --[data: a]--[data: b]--|
 *
 * bytes:   --[{"error":]--["no"}]--         the JSON is whole before the body ends
 *          expectEventStream(200)
 * bytes:   ---------------#                 api error 200: no
 * ```
 *
 * Errors: the error that the JSON reports (`quota_exceeded`, `api` …), otherwise a `stream` error that quotes the first
 * words of the body. Errors of the source pass through.
 *
 * Teardown: unsubscribes from the source.
 *
 * @param status the status of the response, which becomes part of the error.
 *
 * @example
 * head.bytes.pipe(expectEventStream(head.status), sseFrames());
 */
export const expectEventStream = (status: number): MonoTypeOperatorFunction<Uint8Array> =>
  operate((subscriber) => {
    const decoder = new TextDecoder();
    let probe = '';
    let verdict: 'open' | 'events' | 'other' = 'open';

    const fail = (json: unknown) => subscriber.error(bodyFailure(status, probe, json, 'an event stream'));
    return {
      next: (bytes) => {
        if (verdict === 'events') {
          subscriber.next(bytes);
          return;
        }
        probe += decoder.decode(bytes, { stream: true });
        if (verdict === 'open' && OTHER_BODY.test(probe)) verdict = 'other';
        if (verdict === 'other') {
          // Only a body that ends in a bracket can be complete JSON. Parsing at each chunk would take quadratic time.
          const json = /[\]}]/.test(probe.trimEnd().slice(-1)) ? parseJsonText(probe) : undefined;
          const limit = probe.trimStart().startsWith('<') ? PAGE_LIMIT : BODY_LIMIT;
          if (json !== undefined || probe.length > limit) fail(json);
          return;
        }
        if (EVENT_STREAM_LINE.test(probe) || probe.length > PROBE_LIMIT) {
          verdict = 'events';
          probe = '';
        }
        subscriber.next(bytes);
      },
      complete: () => {
        // The end of the body ends its last line.
        if (verdict === 'events' || probe.trim() === '' || EVENT_STREAM_LINE.test(`${probe}\n`)) subscriber.complete();
        else fail(parseJsonText(probe));
      },
    };
  });
