import { reduce, type OperatorFunction } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import { decodeText } from '../framing/decodeText.js';

/** Options for `collectText`. */
export interface CollectTextOptions {
  /** The maximum length of the body, in characters. */
  readonly limit: number;
  /** The name of the option that sets `limit`, for the error. Default: `limit`. */
  readonly limitName?: string | undefined;
}

/**
 * Collects a body into one string.
 *
 * ```text
 * bytes:   --ab--c--|
 *      collectText({ limit: 10 })
 * text:    ---------(t|)          t = 'abc'
 * ```
 *
 * Errors: a `stream` error when the body is longer than `limit` characters; errors of the source pass through.
 * Teardown: unsubscribes from the source.
 *
 * @example
 * reply.bytes.pipe(collectText({ limit: 1024 * 1024 }));
 */
export const collectText =
  ({ limit, limitName = 'limit' }: CollectTextOptions): OperatorFunction<Uint8Array, string> =>
  (bytes) =>
    bytes.pipe(
      decodeText(),
      reduce((text, piece) => {
        if (text.length + piece.length > limit)
          throw apiError({
            type: 'stream',
            reason: 'too_large',
            detail: `the body is longer than ${limit} characters (${limitName})`,
          });
        return text + piece;
      }, ''),
    );
