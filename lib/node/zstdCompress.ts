import { Observable } from 'rxjs';
import * as zlib from 'node:zlib';
import { buildError } from '../protocol/errors/ApiError.js';
import { reasonOf } from '../protocol/errors/reasonOf.js';

type NodeCompress = (
  body: Uint8Array,
  callback: (error: Error | null, compressed: Uint8Array<ArrayBuffer>) => void,
) => void;

// Node 20, which this library supports, has no zstd; its types do not declare it either.
const isNodeCompress = (value: unknown): value is NodeCompress => typeof value === 'function';

/**
 * Compresses bytes with zstd at level 3, Node's default. Emits the complete compressed body as one value and completes.
 *
 * Errors: an `ApiError` of type `build` if Node is older than 22.15, with the current version and the required version.
 * Teardown: discards the result.
 *
 * @example
 * fetchTransport({ fetch: instrumentedFetch, compress: zstdCompress });
 */
// docs/wire.md, section 3.1
export const zstdCompress = (body: Uint8Array): Observable<Uint8Array> =>
  new Observable((subscriber) => {
    const compress: unknown = Reflect.get(zlib, 'zstdCompress');
    if (!isNodeCompress(compress)) {
      subscriber.error(
        buildError(
          `compression "zstd" requires Node 22.15, 23.8 or later, got ${process.version}; use compression "none"`,
        ),
      );
      return;
    }
    compress(body, (error, compressed) => {
      if (error !== null) {
        subscriber.error(buildError(`the body could not be compressed: ${reasonOf(error)}`, error));
        return;
      }
      subscriber.next(compressed);
      subscriber.complete();
    });
  });
