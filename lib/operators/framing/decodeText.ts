import type { OperatorFunction } from 'rxjs';
import { operate } from '../flow/operate.js';

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
export const decodeText = (): OperatorFunction<Uint8Array, string> =>
  operate((subscriber) => {
    // A decoder of the stream's own for divided characters: after one call with `stream: true`, Node's decoder stays on its slow path.
    let parts: TextDecoder | undefined;
    let isCut = false;
    let isFirst = true;

    const decode = (bytes: Uint8Array): string => {
      const isPart = (bytes[bytes.length - 1] ?? 0) > 0x7f; // a chunk that ends in ASCII divides no character
      if (!isCut && !isPart) return WHOLES.decode(bytes);
      parts ??= new TextDecoder('utf-8', { ignoreBOM: true });
      isCut = isPart || (isCut && bytes.length === 0);
      return parts.decode(bytes, { stream: true });
    };
    const emit = (text: string) => {
      if (text === '') return;
      const rest = isFirst && text.startsWith('\uFEFF') ? text.slice(1) : text;
      isFirst = false;
      if (rest !== '') subscriber.next(rest);
    };
    return {
      next: (bytes) => emit(decode(bytes)),
      complete: () => {
        if (parts) emit(parts.decode());
        subscriber.complete();
      },
    };
  });
