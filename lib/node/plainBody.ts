import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { apiError } from '../protocol/ApiError.js';

const DECODERS: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', zlib.createGunzip],
  ['x-gzip', zlib.createGunzip],
  ['deflate', zlib.createInflate],
  ['br', zlib.createBrotliDecompress],
]);

/**
 * The body of a message without the compression that a proxy may have put on it, unasked. A coding that Node cannot undo is
 * an error of the stream.
 */
export const plainBody = (message: IncomingMessage): Readable => {
  const coding = message.headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (coding === '' || coding === 'identity') return message;
  const decoder = DECODERS.get(coding)?.();
  if (decoder === undefined)
    return message.destroy(
      apiError({ type: 'stream', detail: `the body is compressed with ${coding}, which cannot be undone here` }),
    );
  // Its callback would tell again what the decoder's own `error` and `end` events tell.
  return pipeline(message, decoder, () => undefined);
};
