import type { Observable } from 'rxjs';
import type { Demand } from '../../backpressure/Demand.js';

/**
 * An answer to send. A `ResponseStream` is read from the provider only as fast as its reader takes it. So is a function
 * that applies operators to one: `(demand) => stream.withDemand(demand).pipe(…)`. Any other observable is buffered, up
 * to a limit.
 */
export type AnswerSource<T> = ((demand: Demand) => Observable<T>) | DemandingSource<T>;

/** An observable that may be able to wait for its reader. */
export interface DemandingSource<T> extends Observable<T> {
  /** Returns the same stream, read only while `demand` is open. */
  withDemand?(demand: Demand): Observable<T>;
}

/** Opens an answer for a reader that controls when more may be read. */
export const openAnswer = <T>(source: AnswerSource<T>, demand: Demand): Observable<T> => {
  if (typeof source === 'function') return source(demand);
  return source.withDemand?.(demand) ?? source;
};
