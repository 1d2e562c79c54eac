import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;

// What was read is given at once, and a body without the end that tells a whole one is read as far as it goes: browsers do
// so, and whether an answer is whole is not for its compression to say.
const GZIP = { flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH };
const BROTLI = { flush: BROTLI_OPERATION_FLUSH, finishFlush: BROTLI_OPERATION_FLUSH };

const DECODERS = new Map<string, () => Transform>([
  ['gzip', () => zlib.createGunzip(GZIP)],
  ['x-gzip', () => zlib.createGunzip(GZIP)],
  ['deflate', () => zlib.createInflate(GZIP)],
  ['br', () => zlib.createBrotliDecompress(BROTLI)],
]);

/**
 * The body of a message without the compression that a proxy may have put on it, unasked. A body in a coding that is not
 * known here is given as it is, as `fetch` does.
 */
export const plainBody = (message: IncomingMessage): Readable => {
  const decoder = DECODERS.get(message.headers['content-encoding']?.trim().toLowerCase() ?? '')?.();
  // The callback would tell again what the decoder's own `error` and `end` events tell.
  return decoder === undefined ? message : pipeline(message, decoder, () => undefined);
};
