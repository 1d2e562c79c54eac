import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;

// Decoded data is emitted immediately. A compressed body that breaks off is read as far as it goes, as browsers do: the
// protocol above decides whether the answer is complete.
const GZIP = { flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH };
const BROTLI = { flush: BROTLI_OPERATION_FLUSH, finishFlush: BROTLI_OPERATION_FLUSH };

const DECODERS = new Map<string, () => Transform>([
  ['gzip', () => zlib.createGunzip(GZIP)],
  ['x-gzip', () => zlib.createGunzip(GZIP)],
  ['deflate', () => zlib.createInflate(GZIP)],
  ['br', () => zlib.createBrotliDecompress(BROTLI)],
]);

/**
 * Returns the body of a message without its content encoding. This client does not request one, but a proxy may add it.
 * A body with an unknown encoding is returned as it is, as `fetch` does.
 */
export const plainBody = (message: IncomingMessage): Readable => {
  const decoder = DECODERS.get(message.headers['content-encoding']?.trim().toLowerCase() ?? '')?.();
  // The callback is not needed: the decoder's own `error` and `end` events report the same.
  return decoder === undefined ? message : pipeline(message, decoder, () => undefined);
};
