import type { OperatorFunction } from 'rxjs';
import { operate } from '../flow/operate.js';

/**
 * Decodes UTF-8, also where a character is cut between two chunks. A byte-order mark at the start is dropped; bytes that
 * are not UTF-8 become U+FFFD, as everywhere on the web. Chunks that hold no whole character emit nothing.
 *
 * ```text
 * bytes:   --[68 c3]---[a9]--|
 *            decodeText()
 * text:    --h---------é-----|
 * ```
 *
 * Errors and teardown: the source's. Source: WHATWG Encoding; wire.md 3.6.
 *
 * @example
 * head.bytes.pipe(decodeText()).subscribe((text) => process.stdout.write(text));
 */
export const decodeText = (): OperatorFunction<Uint8Array, string> =>
  operate((subscriber) => {
    // The mark is taken away here: Node 24's decoder takes two away where the first one is cut in two.
    const wholes = new TextDecoder('utf-8', { ignoreBOM: true });
    // A decoder of its own: one that was ever told that a stream goes on takes Node's slow path for good.
    let parts: TextDecoder | undefined;
    let isCut = false;
    let isFirst = true;

    const decode = (bytes: Uint8Array): string => {
      const isPart = (bytes[bytes.length - 1] ?? 0) > 0x7f; // what ends in ASCII cuts no character
      if (!isCut && !isPart) return wholes.decode(bytes);
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
