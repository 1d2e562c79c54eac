import type { OperatorFunction, Subscriber } from 'rxjs';
import { operate, type Handlers } from '../flow/operate.js';

// The byte-order mark is removed below: Node 24's decoder removes two if the first is divided between chunks. Without
// `stream`, a decoder has no state, so one serves all streams.
const WHOLES = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true });

// docs/wire.md, section 3.6
/**
 * Decodes UTF-8. A character may be divided between two chunks. A byte-order mark at the start is dropped, and bytes
 * that are not UTF-8 become U+FFFD, as the WHATWG Encoding standard specifies. A chunk that completes no character
 * emits nothing.
 *
 * ```text
 * bytes:   --[68 c3]---[a9]--|
 *            decodeText()
 * text:    --h---------é-----|
 * ```
 *
 * Errors of the source pass through. Teardown: unsubscribes from the source.
 *
 * @example
 * head.bytes.pipe(decodeText()).subscribe((text) => process.stdout.write(text));
 */
export const decodeText = (): OperatorFunction<Uint8Array, string> => operate((subscriber) => new Decoding(subscriber));

class Decoding implements Handlers<Uint8Array> {
  readonly #out: Subscriber<string>;
  // A decoder of the stream's own for divided characters: after one call with `stream: true`, Node's decoder stays on its slow path.
  #parts: TextDecoder | undefined;
  #isCut = false;
  #isFirst = true;

  constructor(out: Subscriber<string>) {
    this.#out = out;
  }

  next(bytes: Uint8Array): void {
    this.#emit(this.#decode(bytes));
  }

  complete(): void {
    if (this.#parts) this.#emit(this.#parts.decode());
    this.#out.complete();
  }

  #decode(bytes: Uint8Array): string {
    const isPart = (bytes[bytes.length - 1] ?? 0) > 0x7f; // a chunk that ends in ASCII divides no character
    if (!this.#isCut && !isPart) return WHOLES.decode(bytes);
    this.#parts ??= new TextDecoder('utf-8', { ignoreBOM: true });
    this.#isCut = isPart || (this.#isCut && bytes.length === 0);
    return this.#parts.decode(bytes, { stream: true });
  }

  #emit(text: string): void {
    if (text === '') return;
    const rest = this.#isFirst && text.startsWith('\uFEFF') ? text.slice(1) : text;
    this.#isFirst = false;
    if (rest !== '') this.#out.next(rest);
  }
}
