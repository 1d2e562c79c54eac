import { Observable } from 'rxjs';
import * as zlib from 'node:zlib';
import { buildError } from '../protocol/errors/ApiError.js';
import { reasonOf } from '../protocol/errors/reasonOf.js';

type NodeCompress = (
  body: Uint8Array,
  callback: (error: Error | null, compressed: Uint8Array<ArrayBuffer>) => void,
) => void;

// Younger than the oldest Node this library runs on, so neither every Node nor its types have it.
const isNodeCompress = (value: unknown): value is NodeCompress => typeof value === 'function';

/**
 * Compresses bytes with zstd at level 3, which is Node's default too. Looks for Node's compressor when subscribed.
 *
 * Emits the compressed body, whole, and completes; where Node is older than 22.15, it fails at once.
 *
 * Errors: `build`, which names the Node that runs and the one that is needed. Teardown: what is not yet compressed is
 * dropped. Source: wire.md 3.1.
 *
 * @example
 * fetchTransport({ fetch: instrumentedFetch, compress: zstdCompress });
 */
export const zstdCompress = (body: Uint8Array): Observable<Uint8Array> =>
  new Observable((subscriber) => {
    const compress: unknown = Reflect.get(zlib, 'zstdCompress');
    if (!isNodeCompress(compress)) {
      subscriber.error(
        buildError(
          `zstd needs Node 22.15 or newer (23.8 in its line) and this is ${process.version}; use compression "none"`,
        ),
      );
      return;
    }
    compress(body, (error, compressed) => {
      if (error !== null) {
        subscriber.error(buildError(`the body cannot be compressed: ${reasonOf(error)}`, error));
        return;
      }
      subscriber.next(compressed);
      subscriber.complete();
    });
  });
