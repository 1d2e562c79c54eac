import { from, of, type Observable } from 'rxjs';

/** Returns true for a promise, also one of another library. */
export const isPromiseLike = <T>(value: T | PromiseLike<T>): value is PromiseLike<T> =>
  typeof value === 'object' && value !== null && 'then' in value;

/** Emits a value, or the value of a promise. A value is emitted without delay, so that virtual time stays exact. */
export const settled = <T>(value: T | PromiseLike<T>): Observable<T> =>
  isPromiseLike(value) ? from(value) : of(value);
