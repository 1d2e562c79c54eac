import { mergeMap, type MonoTypeOperatorFunction } from 'rxjs';

/**
 * Emits some values together with the source's first one, and before it. Where the source fails before, nothing is told.
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
 * Errors and teardown: the source's. Source: wire.md 4.2.
 *
 * @example
 * const preface: readonly ResponseEvent[] = [{ type: 'server_model', model: 'gpt-5.1' }];
 * answer$.pipe(startWithMetadata(preface));
 */
export const startWithMetadata = <T>(values: readonly T[]): MonoTypeOperatorFunction<T> =>
  mergeMap((value, index) => (index === 0 ? [...values, value] : [value]));
