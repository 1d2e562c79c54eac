import type { MonoTypeOperatorFunction } from 'rxjs';
import { bodyFailure } from '../../decode/failures/responseFailure.js';
import { parseJsonText } from '../../protocol/codec/json.js';
import { operate } from '../flow/operate.js';

/** As much of a body that is no event stream as is read, in characters. */
const BODY_LIMIT = 64 * 1024;
/** So many characters of a page tell what it is. */
const PAGE_LIMIT = 64;
/** Where no line looks like an event stream within so many characters, framing decides. */
const PROBE_LIMIT = 1024;

const EVENT_STREAM_LINE = /^(data|event|id|retry)[:\r\n]|^:/m;
/** JSON or HTML: no field of an event stream begins so. */
const OTHER_BODY = /^\s*[{[<]/;

/**
 * Passes the bytes of an event stream on and recognises what only claims to be one: a JSON error, a whole JSON
 * response, the HTML page of a proxy, a line of text. Some servers send events under any content type or under none,
 * so the body is judged and not its label.
 *
 * ```text
 * bytes:   --[data: a]--[data: b]--|
 *          expectEventStream(200)
 * bytes:   --[data: a]--[data: b]--|
 *
 * bytes:   --[{"error":]--["no"}]--         whole before its end
 *          expectEventStream(200)
 * bytes:   ---------------#                 api error 200: no
 * ```
 *
 * Errors: what the JSON says (`quota_exceeded`, `api` …), else `stream` with the first words of the body. Teardown: the
 * source's. Source: design 7, "content type of the answer".
 *
 * @param status the status of the answer, for the error.
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
          // Parsing at every chunk would read a body in small pieces over and over: only a closed one can be whole.
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
        // the end of the body ends its last line
        if (verdict === 'events' || probe.trim() === '' || EVENT_STREAM_LINE.test(`${probe}\n`)) subscriber.complete();
        else fail(parseJsonText(probe));
      },
    };
  });
