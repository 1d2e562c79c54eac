import type { IncomingMessage } from 'node:http';
import { pipeline, Transform, type Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { inflateAny } from './inflateAny.js';

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;

// Decoded data is flushed as soon as it is available. A truncated compressed body is decoded up to the cut, as in
// browsers. The decoder of the stream detects whether the answer is complete.
const GZIP = { flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH };
const BROTLI = { flush: BROTLI_OPERATION_FLUSH, finishFlush: BROTLI_OPERATION_FLUSH };

/** The maximum number of codings of a body. Each takes memory, and makes a small body up to a thousand times as long. */
const MOST_CODINGS = 5;

/** A decoder that fails with a reason. */
const failing = (reason: string): Transform =>
  new Transform({ transform: (_chunk, _encoding, done) => done(new Error(reason)) });

/** A decoder of a coding that this runtime cannot decode: its error names the coding. */
const undecodable = (coding: string): Transform =>
  failing(`this version of Node.js cannot decode the content encoding "${coding}"`);

/** Node has zstd since 22.15. */
const unzstd = (): Transform => {
  const create: unknown = Reflect.get(zlib, 'createZstdDecompress');
  const decoder: unknown = typeof create === 'function' ? Reflect.apply(create, undefined, []) : undefined;
  return decoder instanceof Transform ? decoder : undecodable('zstd');
};

const DECODERS = new Map<string, () => Transform>([
  ['gzip', () => zlib.createGunzip(GZIP)],
  ['x-gzip', () => zlib.createGunzip(GZIP)],
  ['deflate', () => inflateAny(GZIP)],
  ['br', () => zlib.createBrotliDecompress(BROTLI)],
  ['zstd', unzstd],
  ['compress', () => undecodable('compress')],
  ['x-compress', () => undecodable('x-compress')],
]);

/** The decoders of a list of codings, in the order of decoding: the last coding was applied last. */
const decodersOf = (encoding: string | undefined): readonly Transform[] => {
  const codings = (encoding ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .reverse();
  if (codings.length > MOST_CODINGS)
    return [failing(`the body has ${codings.length} content encodings, and at most ${MOST_CODINGS} are decoded`)];
  const decoders = codings.map((coding) => DECODERS.get(coding));
  return decoders.every((decoder) => decoder !== undefined) ? decoders.map((create) => create()) : [];
};

/**
 * Returns the body of a message without its content encodings. This client does not request one, but proxies add them,
 * some of them one upon the other. A body with an unknown encoding is returned as it is, as `fetch` does.
 */
export const plainBody = (message: IncomingMessage): Readable => {
  let body: Readable = message;
  // The callback is not needed: the decoder's own `error` and `end` events report the same.
  for (const decoder of decodersOf(message.headers['content-encoding']))
    body = pipeline(body, decoder, () => undefined);
  return body;
};
