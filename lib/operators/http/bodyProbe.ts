import type { Subscriber } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import { bodyFailure } from '../../decode/failures/responseFailure.js';
import { parseJsonText } from '../../protocol/codec/json.js';
import { leadingJson } from './leadingJson.js';

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

/** Reads the beginning of a body until it is clear whether it is an event stream. */
export interface BodyProbe {
  /** Reads a chunk. Returns true once the body is an event stream; its bytes so far were then emitted. */
  add(bytes: Uint8Array): boolean;
  /** Handles the end of the body: emits a completion, or the error that the body reports. */
  end(): void;
}

/**
 * Creates the probe of one body. It emits the bytes of an event stream, or the error that the body reports.
 *
 * @param status the status of the response, which becomes part of the error.
 */
export const bodyProbe = (status: number, subscriber: Subscriber<Uint8Array>): BodyProbe => {
  const decoder = new TextDecoder();
  const lines = leadingJson();
  let probe = '';
  let held: Uint8Array[] = [];
  let verdict: 'open' | 'events' | 'json' | 'page' = 'open';

  const fail = (body: string, json: unknown) => subscriber.error(bodyFailure(status, body, json, 'an event stream'));
  const pass = () => {
    verdict = 'events';
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
    add: (bytes) => {
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
      return verdict === 'events';
    },
    end: () => {
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
};
