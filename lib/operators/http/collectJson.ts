import { map, type OperatorFunction } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import { parseJsonText } from '../../protocol/codec/json.js';
import { collectText } from './collectText.js';

/** Options for `collectJson`. */
export interface CollectJsonOptions {
  /** The most characters of the body. */
  readonly limit: number;
  /** The name of the body in the error, e.g. `models response`. Default: no name. */
  readonly what?: string | undefined;
}

/**
 * Collects a whole body and parses it as JSON.
 *
 * ```text
 * bytes:   --[{"a"]--[: 1}]--|
 *      collectJson({ limit: 1000 })
 * value:   ------------------({ a: 1 }|)
 * ```
 *
 * Errors: `stream` when the body is not JSON, with its first words, or is longer than `limit` characters; the source's.
 *
 * Teardown: unsubscribes from the source.
 *
 * @example
 * reply.bytes.pipe(collectJson({ limit: 10 * 1024 * 1024 }), decodeWith(Reply));
 */
export const collectJson =
  ({ limit, what }: CollectJsonOptions): OperatorFunction<Uint8Array, unknown> =>
  (bytes) =>
    bytes.pipe(
      collectText({ limit }),
      map((text) => {
        const json = parseJsonText(text);
        if (json !== undefined) return json;
        throw apiError({
          type: 'stream',
          reason: 'not_json',
          detail: `${what === undefined ? '' : `failed to decode ${what}: `}expected JSON, but the body begins: ${excerpt(text) || '(empty)'}`,
        });
      }),
    );
