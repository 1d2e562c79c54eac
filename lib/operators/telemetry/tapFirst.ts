import { map, type MonoTypeOperatorFunction } from 'rxjs';

/**
 * Calls a function with the first value of every subscription, before it is passed on.
 *
 * ```text
 * source:  --a--b--|
 *          tapFirst(note)
 * output:  --a--b--|
 * note:    --a
 * ```
 *
 * Errors and teardown: the source's, and what `note` throws.
 *
 * @example
 * heads$.pipe(tapFirst(({ status }) => console.log(status)));
 */
export const tapFirst = <T>(note: (value: T) => void): MonoTypeOperatorFunction<T> =>
  map((value, index) => {
    if (index === 0) note(value);
    return value;
  });
