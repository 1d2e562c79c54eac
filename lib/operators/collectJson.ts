import { map, type OperatorFunction } from 'rxjs';
import { apiError } from '../protocol/ApiError.js';
import { excerpt } from '../protocol/ErrorBody.js';
import { parseJsonText } from '../protocol/json.js';
import { collectText } from './collectText.js';

/**
 * Collects a whole body and parses it as JSON.
 *
 * ```text
 * bytes:   --[{"a"]--[: 1}]--|
 *      collectJson({ limit: 1000 })
 * value:   ------------------({ a: 1 }|)
 * ```
 *
 * Errors: `stream` when the body is no JSON, showing its first words, or longer than `limit` characters; the source's.
 * Teardown: the source's.
 *
 * @param options.what names the body in the error.
 *
 * @example
 * response.bytes.pipe(collectJson({ limit: 10 * 1024 * 1024 }), decodeWith(Reply));
 */
export const collectJson =
  ({ limit, what }: { readonly limit: number; readonly what?: string }): OperatorFunction<Uint8Array, unknown> =>
  (bytes) =>
    bytes.pipe(
      collectText({ limit }),
      map((text) => {
        const json = parseJsonText(text);
        if (json !== undefined) return json;
        throw apiError({
          type: 'stream',
          detail: `${what === undefined ? '' : `failed to decode ${what}: `}expected JSON, but the body begins: ${excerpt(text) || '(nothing)'}`,
        });
      }),
    );
