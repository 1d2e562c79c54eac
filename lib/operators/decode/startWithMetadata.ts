import { mergeMap, type MonoTypeOperatorFunction } from 'rxjs';

// docs/wire.md, section 4.2
/**
 * Emits some values immediately before the source's first value. If the source ends or fails before its first value,
 * they are not emitted.
 *
 * ```text
 * source:  ----a------b|
 *      startWithMetadata([x, y])
 * output:  ----(xya)--b|
 *
 * source:  ----#
 *      startWithMetadata([x, y])
 * output:  ----#
 * ```
 *
 * Errors of the source pass through. Teardown: unsubscribes from the source.
 *
 * @example
 * const metadata: readonly ResponseEvent[] = [{ type: 'server_model', model: 'gpt-5.1' }];
 * answer$.pipe(startWithMetadata(metadata));
 */
export const startWithMetadata = <T>(values: readonly T[]): MonoTypeOperatorFunction<T> =>
  mergeMap((value, index) => (index === 0 ? [...values, value] : [value]));
