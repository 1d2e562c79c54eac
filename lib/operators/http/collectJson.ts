import { map, type OperatorFunction } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import { parseWritableJson } from '../../protocol/codec/json.js';
import { collectText } from './collectText.js';

/** Options for `collectJson`. */
export interface CollectJsonOptions {
  /** The maximum length of the body, in characters. */
  readonly limit: number;
  /** The name of the option that sets `limit`, for the error. Default: `limit`. */
  readonly limitName?: string | undefined;
  /** The name of the body in the error, e.g. `models response`. Default: no name. */
  readonly what?: string | undefined;
}

/**
 * Collects a body and parses it as JSON.
 *
 * ```text
 * bytes:   --[{"a"]--[: 1}]--|
 *      collectJson({ limit: 1000 })
 * value:   ------------------({ a: 1 }|)
 * ```
 *
 * Errors: a `stream` error when the body is longer than `limit` characters, or is not JSON; the message then quotes its
 * first words. Errors of the source pass through.
 *
 * Teardown: unsubscribes from the source.
 *
 * @example
 * reply.bytes.pipe(collectJson({ limit: 10 * 1024 * 1024 }), decodeWith(Reply));
 */
export const collectJson =
  ({ limit, limitName, what }: CollectJsonOptions): OperatorFunction<Uint8Array, unknown> =>
  (bytes) =>
    bytes.pipe(
      collectText({ limit, limitName }),
      map((text) => {
        const json = parseWritableJson(text);
        if (json !== undefined) return json;
        throw apiError({
          type: 'stream',
          reason: 'not_json',
          detail: `${what === undefined ? '' : `failed to decode ${what}: `}expected JSON, but the body begins: ${excerpt(text) || '(empty)'}`,
        });
      }),
    );
