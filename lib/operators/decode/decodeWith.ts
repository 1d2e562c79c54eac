import type * as t from 'io-ts';
import type { OperatorFunction } from 'rxjs';
import { isLeft } from '#either';
import { apiError } from '../../protocol/errors/ApiError.js';
import { decodeFault } from '../../protocol/errors/decodeFault.js';
import { operate } from '../flow/operate.js';

/**
 * Decodes each value with an io-ts codec.
 *
 * ```text
 * values:  --{ a: 1 }--{ a: 'x' }--
 *       decodeWith(t.type({ a: t.number }), 'reply')
 * output:  --{ a: 1 }--#               stream error: failed to decode reply: a: expected number, got "x"
 * ```
 *
 * Errors: a `stream` error with the place and the reason of the mismatch; errors of the source pass through. Teardown:
 * unsubscribes from the source.
 *
 * @param what the name of the values in the error. Default: the name of the codec.
 *
 * @example
 * const Reply = t.type({ models: t.array(t.unknown) });
 * reply.bytes.pipe(collectJson({ limit: 1_000_000 }), decodeWith(Reply, 'models response'));
 */
export const decodeWith = <A>(codec: t.Type<A, unknown>, what = codec.name): OperatorFunction<unknown, A> =>
  operate((subscriber) => ({
    next: (value) => {
      const decoded = codec.decode(value);
      if (isLeft(decoded))
        subscriber.error(
          apiError({
            type: 'stream',
            reason: 'undecodable',
            detail: `failed to decode ${what}: ${decodeFault(decoded.left)}`,
          }),
        );
      else subscriber.next(decoded.right);
    },
  }));
