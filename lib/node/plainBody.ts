import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;

// Decoded data is flushed as soon as it is available. A truncated compressed body is decoded up to the cut, as in
// browsers. The decoder of the stream detects whether the answer is complete.
const GZIP = { flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH };
const BROTLI = { flush: BROTLI_OPERATION_FLUSH, finishFlush: BROTLI_OPERATION_FLUSH };

const DECODERS = new Map<string, () => Transform>([
  ['gzip', () => zlib.createGunzip(GZIP)],
  ['x-gzip', () => zlib.createGunzip(GZIP)],
  ['deflate', () => zlib.createInflate(GZIP)],
  ['br', () => zlib.createBrotliDecompress(BROTLI)],
]);

/**
 * Returns the body of a message without its content encoding. The client does not request an encoding, but a proxy may
 * add one. A body with an unknown encoding is returned unchanged, as by `fetch`.
 */
export const plainBody = (message: IncomingMessage): Readable => {
  const decoder = DECODERS.get(message.headers['content-encoding']?.trim().toLowerCase() ?? '')?.();
  // The callback can be empty: the decoder's `error` and `end` events report the failure and the end.
  return decoder === undefined ? message : pipeline(message, decoder, () => undefined);
};
