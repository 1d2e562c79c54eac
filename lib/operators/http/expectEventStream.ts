import type { MonoTypeOperatorFunction, Subscriber } from 'rxjs';
import { operate, type Handlers } from '../flow/operate.js';
import { bodyProbe, type BodyProbe } from './bodyProbe.js';

/** The beginnings of the first chunk of nearly every event stream, in ASCII: `data:`, `event:`, or a comment. */
const BEGINNINGS = ['data:', 'event:', ':'].map((text) => Array.from(text, (character) => character.charCodeAt(0)));

const beginsAsStream = (bytes: Uint8Array): boolean =>
  BEGINNINGS.some((beginning) => beginning.every((code, index) => bytes[index] === code));

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
  operate((subscriber) => new Expectation(subscriber, status));

class Expectation implements Handlers<Uint8Array> {
  readonly #out: Subscriber<Uint8Array>;
  readonly #status: number;
  #isStream = false;
  #probe: BodyProbe | undefined; // only until the verdict: an open stream needs none

  constructor(out: Subscriber<Uint8Array>, status: number) {
    this.#out = out;
    this.#status = status;
  }

  next(bytes: Uint8Array): void {
    if (!this.#isStream && (this.#probe !== undefined || !beginsAsStream(bytes))) {
      this.#probe ??= bodyProbe(this.#status, this.#out);
      this.#isStream = this.#probe.add(bytes);
      if (this.#isStream) this.#probe = undefined;
      return;
    }
    this.#isStream = true;
    this.#out.next(bytes);
  }

  complete(): void {
    if (this.#isStream) this.#out.complete();
    else (this.#probe ?? bodyProbe(this.#status, this.#out)).end();
  }
}
