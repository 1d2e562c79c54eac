import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { bodyEncoded, bodyTooLarge, bodyTorn, type Refusal } from './refusals.js';

type Decompress = (
  bytes: Uint8Array,
  options: { readonly maxOutputLength: number },
  done: (error: Error | null, result: Buffer) => void,
) => void;

const isDecompress = (value: unknown): value is Decompress => typeof value === 'function';

// zstd was added in Node 22.15. It is read with Reflect, because the types of older versions do not declare it.
const zstdDecompress: unknown = Reflect.get(zlib, 'zstdDecompress');

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';

/**
 * Decodes the content encoding of a body. Resolves with at most `limit` bytes, or with a refusal if the encoding is
 * unknown, the data is corrupt or the result is too large. Supports zstd if this Node version does. Never rejects.
 */
export const decodeBody = async (
  bytes: Buffer,
  contentEncoding: string | undefined,
  limit: number,
): Promise<Buffer | Refusal> => {
  const encoding = (contentEncoding ?? '').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return bytes;
  if (encoding !== 'zstd') return bodyEncoded(encoding, 'send the body with zstd or without compression');
  if (!isDecompress(zstdDecompress))
    return bodyEncoded(encoding, `the server requires Node 22.15 or later for it, got ${process.version}`);
  try {
    return await promisify(zstdDecompress)(bytes, { maxOutputLength: limit });
  } catch (error) {
    return isTooLarge(error) ? bodyTooLarge(limit) : bodyTorn(encoding);
  }
};
