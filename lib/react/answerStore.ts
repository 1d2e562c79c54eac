import { asapScheduler, Subject, takeUntil, type Observable, type Subscription } from 'rxjs';
import type { Answer } from '../answer/Answer.js';
import { WAITING } from '../answer/answerFold.js';
import type { AnswerEvent } from '../answer/AnswerEvent.js';
import { accumulate } from '../operators/answer/accumulate.js';
import { coalesce, type CoalesceOptions } from '../operators/answer/coalesce.js';
import { apiErrorData } from '../protocol/errors/apiErrorData.js';
import { toApiError } from '../protocol/errors/toApiError.js';

/** An answer as an external store of React. It is requested while it has a subscriber. */
export interface AnswerStore {
  readonly subscribe: (onChange: () => void) => () => void;
  readonly read: () => Answer;
  readonly stop: () => void;
  readonly reload: () => void;
}

const isOver = ({ status }: Answer): boolean =>
  status === 'completed' || status === 'incomplete' || status === 'failed' || status === 'stopped';

export const answerStore = (answer$: Observable<AnswerEvent>, options: CoalesceOptions): AnswerStore => {
  const listeners = new Set<() => void>();
  const stops = new Subject<void>();
  let answer = WAITING;
  let request: Subscription | undefined;

  const publish = (next: Answer) => {
    answer = next;
    for (const listener of [...listeners]) listener();
  };
  const start = () => {
    const stoppable$ = answer$.pipe(takeUntil(stops));
    request = stoppable$.pipe(accumulate(), coalesce({ ...options, keep: 'latest' })).subscribe({
      next: publish,
      error: (cause: unknown) => publish({ ...answer, status: 'failed', error: apiErrorData(toApiError(cause)) }),
    });
  };
  return {
    subscribe: (onChange) => {
      listeners.add(onChange);
      // Not at once: StrictMode mounts, unmounts and mounts again in one task, and must not request twice.
      if (listeners.size === 1 && !isOver(answer)) request = asapScheduler.schedule(start);
      return () => {
        listeners.delete(onChange);
        if (listeners.size > 0) return;
        request?.unsubscribe();
        if (!isOver(answer)) answer = WAITING;
      };
    },
    read: () => answer,
    stop: () => stops.next(),
    reload: () => {
      request?.unsubscribe();
      if (listeners.size > 0) start();
      else answer = WAITING;
    },
  };
};
