import { map, type MonoTypeOperatorFunction } from 'rxjs';

/**
 * Calls a function with the first value of each subscription, before the value is passed on.
 *
 * ```text
 * source:  --a--b--|
 *          tapFirst(note)
 * output:  --a--b--|
 * note:    --a
 * ```
 *
 * Errors: errors of the source pass through; an exception of `note` becomes an error. Teardown: unsubscribes from the
 * source.
 *
 * @example
 * heads$.pipe(tapFirst(({ status }) => console.log(status)));
 */
export const tapFirst = <T>(note: (value: T) => void): MonoTypeOperatorFunction<T> =>
  map((value, index) => {
    if (index === 0) note(value);
    return value;
  });
