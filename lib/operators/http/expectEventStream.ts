import type { MonoTypeOperatorFunction } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import { bodyFailure } from '../../decode/failures/responseFailure.js';
import { parseJsonText } from '../../protocol/codec/json.js';
import { leadingJson } from './leadingJson.js';
import { operate } from '../flow/operate.js';

/** The maximum number of characters that are read of a body that is not an event stream. */
const BODY_LIMIT = 64 * 1024;
/** The number of characters that are read of an HTML page: those that the error may show. */
const PAGE_LIMIT = 800;
/** The number of characters after which the body is taken for an event stream, even if no line looks like one. */
const PROBE_LIMIT = 1024;

const EVENT_STREAM_LINE = /^(data|event|id|retry)[:\r\n]|^:/m;
const PAGE_END = /<\/html>/i;
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
 * A line of JSON before the events is passed on with them, unless it reports an error. The result does not depend on
 * where the bytes are divided.
 *
 * A response without a body whose status is not 200, e.g. 204, is an error as well.
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
    let decoder: TextDecoder | undefined; // only until the verdict: an open stream needs none
    let probe = '';
    let held: Uint8Array[] = [];
    let verdict: 'open' | 'events' | 'json' | 'page' = 'open';
    let lines = leadingJson();

    const fail = (body: string, json: unknown) => subscriber.error(bodyFailure(status, body, json, 'an event stream'));
    const pass = () => {
      verdict = 'events';
      probe = '';
      decoder = undefined;
      lines = leadingJson();
      for (const bytes of held) subscriber.next(bytes);
      held = [];
    };
    /** Reads JSON at the start of a body. Some servers send a line of it before their events. */
    const readJson = (text: string) => {
      const result = lines.add(text.slice(0, BODY_LIMIT - (probe.length - text.length)));
      if (result.type === 'events') pass();
      else if (result.type === 'other') fail(result.text, result.json);
      else if (probe.length > BODY_LIMIT) fail(probe.slice(0, BODY_LIMIT), undefined);
    };

    /** The first words of a page, and not the first chunk, so that the error is the same for every cut. */
    const readPage = () => {
      const end = probe.slice(0, PAGE_LIMIT).search(PAGE_END);
      if (end !== -1) fail(probe.slice(0, end + '</html>'.length), undefined);
      else if (probe.length > PAGE_LIMIT) fail(probe.slice(0, PAGE_LIMIT + 1), undefined);
    };

    return {
      next: (bytes) => {
        if (verdict === 'events') {
          subscriber.next(bytes);
          return;
        }
        decoder ??= new TextDecoder();
        const text = decoder.decode(bytes, { stream: true });
        probe += text;
        if (verdict === 'open') {
          if (OTHER_BODY.test(probe)) {
            verdict = probe.trimStart().startsWith('<') ? 'page' : 'json';
            held.push(bytes);
            if (verdict === 'json') readJson(probe);
          } else {
            if (EVENT_STREAM_LINE.test(probe) || probe.length > PROBE_LIMIT) pass();
            subscriber.next(bytes);
          }
        } else if (verdict === 'json') {
          held.push(bytes);
          readJson(text);
        }
        if (verdict === 'page') readPage();
      },
      complete: () => {
        // The end of the body ends its last line.
        if (verdict === 'json' && lines.add('\n').type === 'events') pass();
        if (status !== 200 && probe.trim() === '') {
          const detail = `expected an event stream, but the server answered with the status ${status} and without a body`;
          subscriber.error(apiError({ type: 'stream', reason: 'not_event_stream', detail }));
          return;
        }
        const isStream = verdict === 'open' && (probe.trim() === '' || EVENT_STREAM_LINE.test(`${probe}\n`));
        if (verdict === 'events' || isStream) subscriber.complete();
        else fail(probe, parseJsonText(probe));
      },
    };
  });
