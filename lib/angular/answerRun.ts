import { defer, EMPTY, merge, take, takeUntil, timer, type Observable, type SchedulerLike } from 'rxjs';
import type { Answer } from '../answer/Answer.js';
import type { AnswerEvent } from '../answer/AnswerEvent.js';
import { accumulate } from '../operators/answer/accumulate.js';
import { coalesce, type CoalesceOptions } from '../operators/answer/coalesce.js';

/** Options for `answerRun`. */
export interface AnswerRunOptions {
  /** Ends the answer, which then has the status `stopped`. */
  readonly stops: Observable<unknown>;
  /** The longest duration, in milliseconds; undefined for none. */
  readonly limit: number | undefined;
  readonly coalesce: Omit<CoalesceOptions, 'keep'> | undefined;
  readonly scheduler: SchedulerLike;
}

/** Emits the snapshots of an answer, at most one per frame. Fails with the error of the answer after the last one. */
export const answerRun = (
  ask: () => Observable<AnswerEvent>,
  { stops, limit, coalesce: frames, scheduler }: AnswerRunOptions,
): Observable<Answer> => {
  const ends = merge(stops, limit === undefined ? EMPTY : timer(limit, scheduler)).pipe(take(1));
  const events = defer(ask).pipe(takeUntil(ends));
  return events.pipe(accumulate({ rethrow: true }), coalesce({ ...frames, keep: 'latest' }));
};
