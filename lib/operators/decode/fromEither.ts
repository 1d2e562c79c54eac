import type { Either } from 'fp-ts/lib/Either.js';
import { of, throwError, type Observable } from 'rxjs';
import { isLeft } from '#either';

/**
 * Converts an `Either` to an observable: a right value is emitted, a left value is the error.
 *
 * ```text
 *       fromEither(right('a'))
 * output:  (a|)
 *
 *       fromEither(left(error))
 * output:  #(error)
 * ```
 *
 * Errors: the left value. Teardown: none; it ends synchronously.
 *
 * @example
 * const parse = (text: string) => tryCatch(() => new URL(text), toError);
 * fromEither(parse('https://api.openai.com/v1')).pipe(map(({ host }) => host));
 */
export const fromEither = <E extends Error, A>(either: Either<E, A>): Observable<A> =>
  isLeft(either) ? throwError((): Error => either.left) : of(either.right);
