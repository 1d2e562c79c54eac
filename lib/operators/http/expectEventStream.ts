import type { MonoTypeOperatorFunction } from 'rxjs';
import { bodyFailure } from '../../decode/failures/responseFailure.js';
import { parseJsonText } from '../../protocol/codec/json.js';
import { operate } from '../flow/operate.js';

/** The most characters that are read of a body that is not an event stream. */
const BODY_LIMIT = 64 * 1024;
/** The number of characters that suffice to identify an HTML page. */
const PAGE_LIMIT = 64;
/** The number of characters after which the body is taken for an event stream, even if no line looks like one. */
const PROBE_LIMIT = 1024;

const EVENT_STREAM_LINE = /^(data|event|id|retry)[:\r\n]|^:/m;
/** The beginning of JSON or HTML. No field of an event stream begins so. */
const OTHER_BODY = /^\s*[{[<]/;

// docs/decisions.md: the content type of a response
/**
 * Passes the bytes of an event stream on, and fails for any other body: a JSON error, a whole JSON response, the HTML
 * page of a proxy, a line of text. It inspects the body and not the content type, as some servers send events under any
 * content type or under none.
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
 * Errors: the error that the JSON reports (`quota_exceeded`, `api` …), otherwise `stream` with the first words of the
 * body; the source's.
 *
 * Teardown: unsubscribes from the source.
 *
 * @param status the status of the response, for the error.
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
          // Only a body that ends in a bracket can be whole. Parsing at each chunk would cost quadratic time.
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
